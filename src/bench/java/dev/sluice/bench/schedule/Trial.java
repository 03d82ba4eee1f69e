package dev.sluice.bench.schedule;

import dev.sluice.bench.harness.Benchmark;
import dev.sluice.job.Job;
import dev.sluice.job.JobConfig;
import dev.sluice.job.submit.Operations;
import dev.sluice.schedule.Scheduler;
import dev.sluice.schedule.SimulatedLeader;
import dev.sluice.schedule.match.Assigner;
import dev.sluice.schedule.match.JobQueue;
import dev.sluice.schedule.match.ScheduleConfig;
import dev.sluice.schedule.match.SimulatedRounds;
import dev.sluice.worker.SimulatedFleet;
import dev.sluice.worker.WorkerConfig;
import dev.sluice.worker.call.SimulatedPolls;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;

/** One run: a fleet, its jobs, and the leader that assigns them. */
final class Trial {
  private static final long SECOND = 1_000_000_000L;
  private static final long SWEEP = 5 * SECOND;
  private static final long LOOK = SECOND / 4;
  private static final long FETCH = SECOND / 50;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Plan plan;
  private final VirtualTime time = new VirtualTime();
  private final Machines machines;
  private final Workload load;
  private final SimulatedJobs store;
  private final JobQueue queue;
  private final Scheduler scheduler;
  private final Fairness fairness;
  private final Starvation starvation;
  private int firstAttempts;
  private int allAttempts;
  private int unfit;
  private int longestQueue;
  private double mostReserved;
  private double cpuS;
  private double processCpuS;

  /**
   * What to run.
   *
   * @param busy the cores asked for in busy times, of those that there are; calm, in the others
   * @param alike whether all jobs are of one kind and priority
   * @param ahead how many jobs are queued when it begins
   * @param limitS virtual seconds after which it ends in any case
   */
  record Plan(
      int workers,
      int jobs,
      long seed,
      double busy,
      double calm,
      boolean alike,
      int ahead,
      int limitS,
      SimulatedJobs.Pace pace) {}

  Trial(Plan plan, ScheduleConfig config) {
    this.plan = plan;
    Infrastructure.setDefaultExecutor(time.executor(), false);
    JobConfig jobConfig = Defaults.of(JobConfig.class);
    machines = new Machines(plan.workers(), plan.seed());
    load =
        new Workload(
            plan.jobs(), plan.seed(), machines.cpus(), plan.busy(), plan.calm(), plan.alike());
    store = new SimulatedJobs(jobConfig, time, load, plan.pace());
    Operations operations = new Operations(List.of());
    queue = new JobQueue(store, jobConfig, config, operations, time, time);
    SimulatedFleet fleet = new SimulatedFleet(Defaults.of(WorkerConfig.class), time, time);
    Assigner assigner =
        SimulatedRounds.assigner(
            queue,
            SimulatedRounds.capacity(fleet, store, time),
            SimulatedPolls.elsewhere(store, fleet, time),
            config,
            time,
            time);
    scheduler = SimulatedLeader.scheduler(assigner, queue, operations, store, fleet, time);
    fairness = new Fairness(load);
    starvation = new Starvation(load, store, machines);
    store.onAssigned(this::assigned);
    machines.join(fleet, time);
  }

  /** Runs until no job that fits is left. */
  Trial run() {
    long before = THREADS.getCurrentThreadCpuTime();
    long processBefore = processCpu();
    long looking = 0;
    for (int job = 0; job < plan.ahead(); job++) {
      arrived();
    }
    if (plan.ahead() < load.jobs) {
      time.in(load.gap(plan.ahead()), this::arrive);
    }
    time.in(SWEEP, this::sweep);
    for (long look = 1; look <= 4L * plan.limitS() && !isOver(); look++) {
      time.runUntil(look * LOOK);
      long from = THREADS.getCurrentThreadCpuTime();
      look();
      looking += THREADS.getCurrentThreadCpuTime() - from;
      if (look % 80 == 0) {
        say();
      }
    }
    cpuS = (THREADS.getCurrentThreadCpuTime() - before - looking) / 1e9;
    processCpuS = (processCpu() - processBefore - looking) / 1e9;
    return this;
  }

  private static long processCpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private boolean isOver() {
    return store.arrived() == load.jobs && store.queuedNow() == unfit;
  }

  private void look() {
    starvation.look(time.passed());
    longestQueue = Math.max(longestQueue, store.queuedNow());
    mostReserved = Math.max(mostReserved, machines.reserved());
  }

  private void say() {
    Benchmark.say(
        "%d workers, %.0f s: %d jobs came, %d assigned, %d queued (%d in memory), %.0f %% of cores reserved,"
            + " %d rounds, %d jobs read",
        plan.workers(),
        time.passed() / 1e9,
        store.arrived(),
        allAttempts,
        store.queuedNow(),
        SimulatedRounds.inMemory(queue),
        100 * machines.reserved(),
        store.rounds,
        store.read);
  }

  private void arrive() {
    arrived();
    if (store.arrived() < load.jobs) {
      time.in(load.gap(store.arrived()), this::arrive);
    }
  }

  private void arrived() {
    int job = store.arrive();
    starvation.arrived(job);
    if (!load.kinds.all().get(load.kind(job)).fits()) {
      unfit++;
    }
  }

  private void sweep() {
    scheduler.assign();
    time.in(SWEEP, this::sweep);
  }

  private void assigned(Job job) {
    int number = SimulatedJobs.number(job);
    machines.takes(job);
    allAttempts++;
    if (!store.hasFailed(number)) {
      firstAttempts++;
      if (load.delayMs(number) == 0) {
        fairness.assigned(number, store, time.passed());
      }
    }
    time.in(FETCH, () -> fetched(job));
  }

  private void fetched(Job job) {
    Job running = store.handedOut(job);
    time.in(load.runNanos(SimulatedJobs.number(job)), () -> ended(running));
  }

  private void ended(Job running) {
    machines.gives(running);
    store.ended(running);
  }

  boolean ranEachJob() {
    return firstAttempts == load.jobs - unfit;
  }

  int assignments() {
    return allAttempts;
  }

  int unfit() {
    return unfit;
  }

  double virtualS() {
    return time.passed() / 1e9;
  }

  /** CPU of the thread that runs the leader and the simulation, without the looks. */
  double cpuS() {
    return cpuS;
  }

  /** CPU of all threads, with those of the garbage collector and the compilers. */
  double processCpuS() {
    return processCpuS;
  }

  int longestQueue() {
    return longestQueue;
  }

  double mostReserved() {
    return mostReserved;
  }

  SimulatedJobs store() {
    return store;
  }

  Fairness fairness() {
    return fairness;
  }

  Starvation starvation() {
    return starvation;
  }
}
