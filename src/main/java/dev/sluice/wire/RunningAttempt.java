package dev.sluice.wire;

/**
 * An attempt that a worker holds, as it says itself.
 *
 * @param cancelling it was told to cancel and is ending the process, so it need not be told again
 */
public record RunningAttempt(String jobId, int attempt, boolean cancelling) {
  public AttemptRef ref() {
    return new AttemptRef(jobId, attempt);
  }
}
