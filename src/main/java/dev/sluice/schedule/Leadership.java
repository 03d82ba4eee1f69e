package dev.sluice.schedule;

/** Tells which replica leads. The leader assigns jobs and does the duties. */
interface Leadership {
  /** Whether this replica leads. */
  boolean isLeader();

  /** Whether a leader is known; the service is not ready before. */
  boolean isLeaderKnown();
}
