package dev.sluice.wire.worker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.wire.AttemptRef;

/**
 * One attempt, handed to a worker.
 *
 * @param lease secret of this attempt, sent as {@link HeaderNames#LEASE} with its output and result
 * @param payload the operation's own fields as they were submitted
 * @param timeoutMs the worker ends the attempt after this long
 * @param graceMs between SIGTERM and SIGKILL
 */
public record Assignment(
    String jobId,
    int attempt,
    String lease,
    String operation,
    JsonNode payload,
    long timeoutMs,
    long graceMs) {
  public AttemptRef ref() {
    return new AttemptRef(jobId, attempt);
  }
}
