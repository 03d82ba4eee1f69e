package dev.sluice.file;

import org.jspecify.annotations.Nullable;

/**
 * A file that is to be stored.
 *
 * @param filename as {@link FileName#of} returns it
 * @param contentType a media type
 * @param jobId the job whose result it is; absent for an upload
 */
public record NewFile(String filename, String contentType, @Nullable String jobId) {
  /** The content type of a file of which no other is known. */
  public static final String BYTES = "application/octet-stream";
}
