package dev.sluice.job;

import dev.sluice.job.attempt.Attempt;
import dev.sluice.job.attempt.Lease;
import dev.sluice.wire.Requirements;
import java.time.Instant;
import java.util.List;

/**
 * Makes and reads jobs as stored. In the jar the fields of entities are open to their package only.
 */
public final class SimulatedJob {
  private SimulatedJob() {}

  /**
   * @param notBefore null if it is due at once
   */
  public static Job of(
      String id, Requirements needs, int priority, Instant queuedAt, Instant notBefore) {
    Job job = new Job();
    job.id = id;
    job.operation = "exec";
    job.requirements = needs;
    job.priority = priority;
    job.createdAt = queuedAt;
    job.queuedAt = queuedAt;
    job.notBefore = notBefore;
    return job;
  }

  public static Job in(Job job, JobStatus status, long revision) {
    job.status = status;
    job.revision = revision;
    return job;
  }

  /** It has that attempt, and no other. */
  public static Job tried(Job job, Attempt attempt, Instant retryAt) {
    job.attempts = List.of(attempt);
    job.retryAt = retryAt;
    return job;
  }

  public static Job held(Job job, Lease lease, Instant assignedAt) {
    job.lease = lease;
    job.workerId = lease.workerId();
    job.assignedAt = assignedAt;
    return job;
  }

  public static Job lastOn(Job job, String workerId) {
    job.workerId = workerId;
    return job;
  }

  public static String id(Job job) {
    return job.id;
  }

  public static long revision(Job job) {
    return job.revision;
  }

  public static String workerId(Job job) {
    return job.workerId;
  }

  public static Lease lease(Job job) {
    return job.lease;
  }

  public static Instant assignedAt(Job job) {
    return job.assignedAt;
  }

  public static Requirements requirements(Job job) {
    return job.requirements;
  }
}
