package dev.sluice.wire.file;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stored file.
 *
 * @param filename a name without a path; for people and for the one who saves it
 * @param size bytes
 * @param sha256 of the content, 64 hexadecimal digits in lower case
 * @param jobId the job whose result it is; absent for an uploaded file
 */
public record FileView(
    String fileId,
    String filename,
    String contentType,
    long size,
    String sha256,
    Instant createdAt,
    @Nullable String jobId) {}
