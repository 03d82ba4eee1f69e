/** The records of the routes of files. */
@NullMarked
package dev.sluice.wire.file;

import org.jspecify.annotations.NullMarked;
