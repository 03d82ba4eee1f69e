package dev.sluice.job;

import java.util.EnumSet;
import java.util.Set;

/**
 * Where a job stands, and where it may go from there. Anything that {@link #mayBecome} does not
 * list is refused.
 */
public enum JobStatus {
  /** Stored; nothing runs until a reader or a client opens the gate. */
  SUBMITTED,
  /** Waits for a worker with room. */
  QUEUED,
  /** Promised to a worker that has not fetched it yet. */
  ASSIGNED,
  /** Handed to its worker. */
  RUNNING,
  COMPLETED,
  FAILED,
  CANCELLED;

  public boolean mayBecome(JobStatus next) {
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

  /** Nothing follows by itself; only a client may have it tried again, see {@link Retry}. */
  public boolean isFinal() {
    return this == COMPLETED || this == FAILED || this == CANCELLED;
  }

  /** A worker holds an attempt of it. */
  public boolean isHeld() {
    return this == ASSIGNED || this == RUNNING;
  }

  /** Waits for the gate to open or for a worker. */
  public boolean isPending() {
    return this == SUBMITTED || this == QUEUED;
  }
}
