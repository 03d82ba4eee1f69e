package dev.sluice.job;

import java.util.EnumSet;
import java.util.Set;

/**
 * The status of a job and the table of its transitions. The gate refuses a transition that {@link
 * #mayBecome} does not list.
 */
public enum JobStatus {
  /** Stored; nothing runs until a reader or a client opens the gate. */
  SUBMITTED,
  /** Waits for a worker with free capacity. */
  QUEUED,
  /** Assigned to a worker that has not fetched it yet. */
  ASSIGNED,
  /** Handed to its worker. */
  RUNNING,
  COMPLETED,
  FAILED,
  CANCELLED;

  boolean mayBecome(JobStatus next) {
    return followers().contains(next);
  }

  private Set<JobStatus> followers() {
    return switch (this) {
      case SUBMITTED -> EnumSet.of(QUEUED, CANCELLED);
      case QUEUED -> EnumSet.of(ASSIGNED, RUNNING, CANCELLED);
      case ASSIGNED -> EnumSet.of(RUNNING, QUEUED, CANCELLED);
      case RUNNING -> EnumSet.of(COMPLETED, FAILED, QUEUED, CANCELLED);
      case FAILED, CANCELLED -> EnumSet.of(QUEUED);
      case COMPLETED -> EnumSet.noneOf(JobStatus.class);
    };
  }

  /** Final: only a client's retry changes it. */
  public boolean isFinal() {
    return this == COMPLETED || this == FAILED || this == CANCELLED;
  }

  /** A worker holds an attempt of it. */
  public boolean isHeld() {
    return this == ASSIGNED || this == RUNNING;
  }
}
