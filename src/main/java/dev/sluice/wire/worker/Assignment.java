package dev.sluice.wire.worker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.wire.AttemptRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One attempt, handed to a worker.
 *
 * @param lease secret of this attempt, sent as {@link HeaderNames#LEASE} with its output and result
 * @param payload the operation's own fields as they were submitted
 * @param timeoutMs the worker ends the attempt after this long
 * @param graceMs between SIGTERM and SIGKILL
 * @param fileId the file that the worker fetches before it starts the operation; a ZIP is unpacked
 * @param collect globs of the files to upload after the operation; absent or empty for none
 */
public record Assignment(
    String jobId,
    int attempt,
    String lease,
    String operation,
    JsonNode payload,
    long timeoutMs,
    long graceMs,
    @Nullable String fileId,
    @Nullable List<String> collect) {
  /** The capability of a worker that handles {@code fileId} and {@code collect}. */
  public static final String FILES = "files";

  /** The capability of a worker that unpacks the ZIP of {@code fileId}, and collects nothing. */
  public static final String ZIP = "zip";

  /** An attempt without files. */
  public Assignment(
      String jobId,
      int attempt,
      String lease,
      String operation,
      JsonNode payload,
      long timeoutMs,
      long graceMs) {
    this(jobId, attempt, lease, operation, payload, timeoutMs, graceMs, null, null);
  }

  public AttemptRef ref() {
    return new AttemptRef(jobId, attempt);
  }
}
