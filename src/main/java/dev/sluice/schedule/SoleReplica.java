package dev.sluice.schedule;

import jakarta.inject.Singleton;

/**
 * Makes the only replica the leader. Two servers on one database would not run a job twice (every
 * assignment is a conditional write), but each would fill the workers by its own count.
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
