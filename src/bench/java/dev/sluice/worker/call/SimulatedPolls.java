package dev.sluice.worker.call;

import dev.sluice.job.Jobs;
import dev.sluice.time.Timers;
import dev.sluice.worker.SimulatedFleet;

/** Makes long polls of which none is parked here: the workers poll other servers. */
public final class SimulatedPolls {
  private SimulatedPolls() {}

  public static LongPolls elsewhere(Jobs jobs, SimulatedFleet fleet, Timers timers) {
    return new LongPolls(jobs, fleet.workers, null, fleet.presence, null, timers);
  }
}
