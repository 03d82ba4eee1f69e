package dev.sluice.wire.worker;

import dev.sluice.wire.AttemptRef;

/**
 * An attempt that a worker reports to hold.
 *
 * @param cancelling whether the worker is already ending the process because of a cancellation
 */
public record RunningAttempt(String jobId, int attempt, boolean cancelling) {
  public AttemptRef ref() {
    return new AttemptRef(jobId, attempt);
  }
}
