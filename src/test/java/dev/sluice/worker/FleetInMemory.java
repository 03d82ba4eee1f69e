package dev.sluice.worker;

import dev.sluice.job.Jobs;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Settings;
import dev.sluice.time.TestClock;
import dev.sluice.worker.Workers.Change.Kind;

/** A fleet without a store: a test publishes what the gate would have written. */
public final class FleetInMemory {
  public final WorkerConfig config = Settings.of(WorkerConfig.class);
  public final Workers workers = new Workers(config, new TestClock());
  public final WorkerCache cache = new WorkerCache(workers);
  public final Presence presence;

  public FleetInMemory(ManualTimers timers) {
    presence = new Presence(workers, config, timers);
  }

  /** Without a store, so no attempt may end by it. */
  @SuppressWarnings("NullAway")
  public ReclaimAttempts reclaim(Jobs jobs) {
    return new ReclaimAttempts(jobs, null);
  }

  public Worker join(WorkerBuilder builder) {
    return publish(builder.build(), Kind.JOINED);
  }

  /** The worker was drained, undrained, cooled down or removed. */
  public void changed(Worker worker) {
    publish(worker, Kind.STANDING);
  }

  private Worker publish(Worker worker, Kind kind) {
    workers.changes().publish(new Workers.Change(worker, kind));
    return worker;
  }
}
