package dev.sluice.job;

import dev.sluice.job.attempt.Lease;

/**
 * The assignment of a job to a worker, before it is written.
 *
 * @param attempt the number that this attempt gets
 * @param handedOut whether its worker is polling and receives it at once
 */
public record Placement(String jobId, int attempt, Lease lease, boolean handedOut) {
  JobStatus becomes() {
    return handedOut ? JobStatus.RUNNING : JobStatus.ASSIGNED;
  }
}
