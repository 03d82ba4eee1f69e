/**
 * Files that clients upload and jobs leave, in the layout of GridFS: {@code fs.files} and {@code
 * fs.chunks}, which every GridFS tool reads. {@link dev.sluice.file.FileStore} is the public face,
 * {@link dev.sluice.file.FilePurge} removes what is due. The HTTP routes are in {@code api}.
 */
@NullMarked
package dev.sluice.file;

import org.jspecify.annotations.NullMarked;
