/** Task sources in directories: discovery, signatures of files, and watching for changes. */
@NullMarked
package dev.sluice.source.files;

import org.jspecify.annotations.NullMarked;
