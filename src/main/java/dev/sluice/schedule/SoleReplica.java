package dev.sluice.schedule;

import jakarta.inject.Singleton;

/**
 * The only replica leads. Two servers on one database would not run a job twice (every assignment
 * is a conditional write), but each would fill the workers by its own count: until replicas agree
 * on a leader, run one.
 */
@Singleton
final class SoleReplica implements Leadership {
  @Override
  public boolean isLeader() {
    return true;
  }

  @Override
  public boolean isLeaderKnown() {
    return true;
  }
}
