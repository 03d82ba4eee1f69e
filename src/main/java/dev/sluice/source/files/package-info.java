/**
 * Task sources in directories: finding tasks, recognising unchanged files, and watching for
 * changes. The public faces are {@link dev.sluice.source.files.FilesystemSource} and, for sources
 * that keep a local copy, {@link dev.sluice.source.files.TaskTree}.
 */
@NullMarked
package dev.sluice.source.files;

import org.jspecify.annotations.NullMarked;
