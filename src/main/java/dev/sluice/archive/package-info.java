/**
 * ZIP archives of directories: {@link dev.sluice.archive.ZipUnpacker} writes one to disk that may
 * come from a stranger, {@link dev.sluice.archive.ZipPacker} makes one while it is sent. What a job
 * or a command does with them does not belong here (decision 0048).
 */
@NullMarked
package dev.sluice.archive;

import org.jspecify.annotations.NullMarked;
