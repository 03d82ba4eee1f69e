package dev.sluice.bench.schedule;

import dev.sluice.job.JobConfig;
import dev.sluice.job.Placement;
import dev.sluice.job.attempt.Lease;
import dev.sluice.job.submit.Operations;
import dev.sluice.schedule.match.JobQueue;
import dev.sluice.schedule.match.ScheduleConfig;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Live heap that the leader needs for each job, as the growth from a smaller to a larger number, so
 * that what is bounded or fixed does not count.
 *
 * @param queuedBytes for a queued job in the backlog
 * @param heldBytes for a job that a worker holds, without its payload
 */
record Memory(double queuedBytes, double heldBytes) {
  private static final int WORKERS = 10_000;
  private static final int AT_ONCE = 500;

  /** Measures with that many queued jobs, of which a fifth is held afterwards. */
  static Memory of(int jobs, long seed) {
    VirtualTime time = new VirtualTime();
    Infrastructure.setDefaultExecutor(time.executor(), false);
    Workload load = new Workload(jobs, seed, WORKERS, 1, 1, false);
    JobConfig config = Defaults.of(JobConfig.class);
    SimulatedJobs store =
        new SimulatedJobs(config, time, load, new SimulatedJobs.Pace(1_000_000, 1_000_000));
    ScheduleConfig room =
        Defaults.of(
            ScheduleConfig.class, Map.of("sluice.schedule.backlog", String.valueOf(2 * jobs)));
    JobQueue queue = new JobQueue(store, config, room, new Operations(List.of()), time, time);
    int few = jobs / 5;
    arrive(store, time, few);
    long before = used();
    arrive(store, time, jobs - few);
    double queued = (used() - before) / (double) (jobs - few);
    hold(store, time, few / 5);
    long heldBefore = used();
    hold(store, time, few - few / 5);
    double held = (used() - heldBefore) / (double) (few - few / 5) + queued;
    if (queue.backlog().find(SimulatedJobs.id(jobs - 1)).isEmpty()) {
      throw new IllegalStateException("the backlog holds too little");
    }
    return new Memory(queued, held);
  }

  private static void arrive(SimulatedJobs store, VirtualTime time, int count) {
    for (int i = 0; i < count; i++) {
      time.runUntil(time.passed() + 1_000_000);
      store.arrive();
    }
  }

  private static void hold(SimulatedJobs store, VirtualTime time, int count) {
    int first = store.held().all().size();
    for (int from = first; from < first + count; from += AT_ONCE) {
      List<Placement> placements = new ArrayList<>();
      for (int job = from; job < Math.min(first + count, from + AT_ONCE); job++) {
        Lease lease = Lease.of("worker-" + job % WORKERS, "incarnation");
        placements.add(new Placement(SimulatedJobs.id(job), 1, lease, false));
      }
      store.assign(placements).subscribe().with(won -> {});
      time.runUntil(time.passed() + 2_000_000);
    }
  }

  private static long used() {
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
