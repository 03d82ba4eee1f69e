package dev.sluice.worker;

import dev.sluice.time.Timers;
import java.time.Clock;

/** The memory that a server has of its workers, without a store: a simulation tells it changes. */
public final class SimulatedFleet {
  public final Workers workers;
  public final WorkerCache cache;
  public final Presence presence;

  public SimulatedFleet(WorkerConfig config, Clock clock, Timers timers) {
    workers = new Workers(config, clock);
    cache = new WorkerCache(workers);
    presence = new Presence(workers, config, timers);
  }

  /** The gate would have published this after its write. */
  public void tell(Worker worker, Workers.Change.Kind kind) {
    workers.changes().publish(new Workers.Change(worker, kind));
  }

  /** A worker called with a heartbeat, and it was stored. */
  public void heartbeat(Worker worker) {
    presence.heard(worker.id);
    tell(worker, Workers.Change.Kind.HEARTBEAT);
  }
}
