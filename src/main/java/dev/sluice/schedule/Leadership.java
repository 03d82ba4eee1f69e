package dev.sluice.schedule;

/** Whether this replica is the one that assigns and does the duties. */
public interface Leadership {
  boolean isLeader();

  /** Whether anybody is known to lead; the service is not ready before. */
  boolean isLeaderKnown();
}
