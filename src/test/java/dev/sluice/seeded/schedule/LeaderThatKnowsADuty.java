package dev.sluice.seeded.schedule;

import dev.sluice.seeded.schedule.duty.DutyThatKnowsTheLeader;

/** The other half of the cycle between two rooms. */
public final class LeaderThatKnowsADuty {
  public DutyThatKnowsTheLeader duty() {
    return new DutyThatKnowsTheLeader();
  }
}
