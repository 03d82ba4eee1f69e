package dev.sluice.job;

/**
 * A job that is to go to a worker.
 *
 * @param attempt the number that this attempt gets
 * @param handedOut whether its worker is waiting for it, so that it is in its hands at once
 */
public record Placement(String jobId, int attempt, Lease lease, boolean handedOut) {
  /** To be fetched by its worker. */
  public Placement(String jobId, int attempt, Lease lease) {
    this(jobId, attempt, lease, false);
  }

  JobStatus becomes() {
    return handedOut ? JobStatus.RUNNING : JobStatus.ASSIGNED;
  }
}
