package dev.sluice.schedule.match;

import dev.sluice.job.Jobs;
import dev.sluice.time.Settings;
import dev.sluice.time.Timers;
import dev.sluice.worker.FleetInMemory;
import dev.sluice.worker.call.LongPolls;
import java.time.Clock;

/** Gives the tests of other rooms what only this room can make. */
public final class FleetFixture {
  private FleetFixture() {}

  public static FleetCapacity capacity(FleetInMemory fleet, Jobs jobs, Clock clock) {
    return new FleetCapacity(fleet.cache, fleet.presence, jobs, clock);
  }

  /** Assigns to that fleet, with default settings. */
  public static Assigner assigner(
      JobQueue queue, FleetCapacity capacity, LongPolls polls, Clock clock, Timers timers) {
    return new Assigner(queue, capacity, polls, Settings.of(ScheduleConfig.class), clock, timers);
  }
}
