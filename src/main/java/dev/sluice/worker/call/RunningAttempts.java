package dev.sluice.worker.call;

import dev.sluice.http.ProblemException;
import dev.sluice.wire.worker.RunningAttempt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks the attempts that a worker lists as running. */
final class RunningAttempts {
  /** Bytes: far more than a list of 10 000 attempts takes. */
  static final int MAX_BODY = 4 << 20;

  private RunningAttempts() {}

  /**
   * @throws ProblemException 400 when an entry lacks its job or its attempt
   */
  static List<RunningAttempt> complete(@Nullable List<RunningAttempt> running) {
    if (running == null) {
      return List.of();
    }
    for (RunningAttempt attempt : running) {
      if (attempt == null || attempt.jobId() == null || attempt.attempt() < 1) {
        throw ProblemException.invalid(
            "running", "wrong_type", "must name a job_id and attempt each");
      }
    }
    return List.copyOf(running);
  }
}
