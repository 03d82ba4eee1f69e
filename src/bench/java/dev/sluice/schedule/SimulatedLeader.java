package dev.sluice.schedule;

import dev.sluice.job.Jobs;
import dev.sluice.job.submit.Operations;
import dev.sluice.replica.lead.Leader;
import dev.sluice.replica.lead.Leadership;
import dev.sluice.schedule.match.Assigner;
import dev.sluice.schedule.match.JobQueue;
import dev.sluice.time.Topic;
import dev.sluice.worker.SimulatedFleet;
import io.smallrye.mutiny.Uni;
import java.time.Clock;

/** Makes the scheduler of a server that leads alone. */
public final class SimulatedLeader {
  private SimulatedLeader() {}

  /** No job of the simulation is for the server, so nothing that runs such jobs is needed. */
  public static Scheduler scheduler(
      Assigner assigner,
      JobQueue queue,
      Operations operations,
      Jobs jobs,
      SimulatedFleet fleet,
      Clock clock) {
    ServerWork none = new ServerWork(queue, jobs, operations, null, null, clock);
    Scheduler scheduler =
        new Scheduler(new Alone(), assigner, none, jobs, fleet.workers, fleet.presence);
    scheduler.recovered();
    scheduler.lead(1);
    return scheduler;
  }

  private static final class Alone implements Leadership {
    private final Topic<Long> changes = new Topic<>();

    @Override
    public long epoch() {
      return 1;
    }

    @Override
    public Leader leader() {
      return null;
    }

    @Override
    public Topic<Long> changes() {
      return changes;
    }

    @Override
    public Uni<Void> begin() {
      return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Void> resign() {
      return Uni.createFrom().voidItem();
    }
  }
}
