package dev.sluice.schedule.match;

import dev.sluice.job.Jobs;
import dev.sluice.worker.FleetInMemory;
import java.time.Clock;

/** Gives the tests of other rooms what only this room can make. */
public final class FleetFixture {
  private FleetFixture() {}

  public static FleetCapacity capacity(FleetInMemory fleet, Jobs jobs, Clock clock) {
    return new FleetCapacity(fleet.cache, fleet.presence, jobs, clock);
  }
}
