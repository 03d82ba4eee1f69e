/** The HTTP routes of files. Nothing else uses this package. */
@NullMarked
package dev.sluice.file.api;

import org.jspecify.annotations.NullMarked;
