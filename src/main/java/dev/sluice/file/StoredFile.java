package dev.sluice.file;

import dev.sluice.wire.file.FileView;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A file whose content is stored completely. It never changes.
 *
 * @param id {@code file-} and a UUIDv7, so that ids sort by time
 * @param size bytes
 * @param sha256 of the content, 64 hexadecimal digits in lower case
 * @param jobId the job whose result it is; absent for an upload
 * @param chunkSize bytes of each chunk but the last
 */
public record StoredFile(
    String id,
    String filename,
    String contentType,
    long size,
    String sha256,
    Instant createdAt,
    @Nullable String jobId,
    int chunkSize) {

  /** The view of clients. */
  public FileView view() {
    return new FileView(id, filename, contentType, size, sha256, createdAt, jobId);
  }
}
