package dev.sluice.schedule.match;

import dev.sluice.job.Jobs;
import dev.sluice.time.Timers;
import dev.sluice.worker.SimulatedFleet;
import dev.sluice.worker.call.LongPolls;
import java.time.Clock;

/** Gives simulations the classes of this room that only the container makes otherwise. */
public final class SimulatedRounds {
  private SimulatedRounds() {}

  public static Assigner assigner(
      JobQueue queue,
      FleetCapacity capacity,
      LongPolls polls,
      ScheduleConfig config,
      Clock clock,
      Timers timers) {
    return new Assigner(queue, capacity, polls, config, clock, timers);
  }

  public static FleetCapacity capacity(SimulatedFleet fleet, Jobs jobs, Clock clock) {
    return new FleetCapacity(fleet.cache, fleet.presence, jobs, clock);
  }

  /** How many queued jobs are in memory. */
  public static int inMemory(JobQueue queue) {
    return queue.backlog().all().size();
  }
}
