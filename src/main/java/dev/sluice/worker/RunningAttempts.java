package dev.sluice.worker;

import dev.sluice.http.ProblemException;
import dev.sluice.wire.worker.RunningAttempt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a worker says that it is running, checked. */
final class RunningAttempts {
  private RunningAttempts() {}

  /**
   * @throws ProblemException 400 when one does not say which attempt it is
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
