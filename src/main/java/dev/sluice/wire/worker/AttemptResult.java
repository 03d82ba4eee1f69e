package dev.sluice.wire.worker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.wire.CollectedFiles;
import dev.sluice.wire.JobError;
import dev.sluice.wire.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended, as its worker reports it after the server has accepted all of its output.
 *
 * @param chunks how many chunks of output the worker posted: where the log of the attempt ends
 * @param output what the operation returned
 * @param collected of the attempt's directory; absent if the job does not ask for it
 */
public record AttemptResult(
    int attempt,
    Outcome outcome,
    long chunks,
    @Nullable Integer exitCode,
    @Nullable JsonNode output,
    @Nullable JobError error,
    @Nullable CollectedFiles collected) {
  /** Most bytes of {@code output} as JSON. */
  public static final int MAX_OUTPUT = 4 << 20;

  /** Most bytes of a whole result as JSON, which the server accepts. */
  public static final int MAX_BODY = MAX_OUTPUT + (256 << 10);

  /** A result without collected files. */
  public AttemptResult(
      int attempt,
      Outcome outcome,
      long chunks,
      @Nullable Integer exitCode,
      @Nullable JsonNode output,
      @Nullable JobError error) {
    this(attempt, outcome, chunks, exitCode, output, error, null);
  }

  /** Whether the worker ended and hands the attempt back, which is no failure of the job. */
  public boolean handedBack() {
    return outcome == Outcome.WORKER_REPORTED
        && error != null
        && JobError.WORKER_STOPPED.equals(error.code());
  }
}
