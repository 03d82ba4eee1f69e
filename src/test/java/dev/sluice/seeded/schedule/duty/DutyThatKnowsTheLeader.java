package dev.sluice.seeded.schedule.duty;

import dev.sluice.seeded.schedule.LeaderThatKnowsADuty;

/** Closes a cycle between two rooms of one wing. */
public final class DutyThatKnowsTheLeader {
  public Class<?> leader() {
    return LeaderThatKnowsADuty.class;
  }
}
