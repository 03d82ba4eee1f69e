package dev.sluice.bench.schedule;

import dev.sluice.bench.harness.Benchmark;
import dev.sluice.bench.harness.Figure;
import dev.sluice.bench.harness.Options;
import dev.sluice.schedule.match.ScheduleConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Simulates the leader of a large fleet: how many jobs it assigns per second of CPU, which jobs
 * wait, and what it holds in memory. Baseline: a hundred workers with as many jobs each.
 */
public final class Scheduling implements Benchmark {
  private static final int BASELINE_WORKERS = 100;

  @Override
  public String name() {
    return "schedule";
  }

  @Override
  public String summary() {
    return "simulation: jobs that the leader assigns per second of CPU; baseline: 100 workers";
  }

  @Override
  public String options() {
    return "--workers 10000 --jobs 10000000 --seed 1 --busy 105 --calm 70 (%) --backlog 20000"
        + " --ahead 0 --alike 0 --held 1000000 --write-ms 10 --page-ms 5 --limit-s 3600";
  }

  @Override
  public List<Figure> run(Options options) {
    int workers = options.number("workers", 10_000);
    int jobs = options.number("jobs", 10_000_000);
    int few = Math.min(BASELINE_WORKERS, workers);
    int fewJobs = (int) ((long) jobs * few / workers);
    Figure memory = memory(options);
    Benchmark.say("warm-up");
    run(options, few, fewJobs);
    Benchmark.say("baseline");
    Trial baseline = run(options, few, fewJobs);
    Benchmark.say("the fleet");
    Trial trial = run(options, workers, jobs);
    List<Figure> figures = figures(trial, baseline);
    figures.add(memory);
    return figures;
  }

  /** Baseline: half as many jobs. */
  private static Figure memory(Options options) {
    int jobs = options.number("held", 1_000_000);
    Memory.of(jobs / 10, options.number("seed", 1));
    Memory fewer = Memory.of(jobs / 2, options.number("seed", 1));
    Memory memory = Memory.of(jobs, options.number("seed", 1));
    return Figure.of("memory", "B/queued job", memory.queuedBytes(), fewer.queuedBytes(), "", null)
        .with("bytes_a_held_job", memory.heldBytes())
        .with("jobs", jobs);
  }

  private static Trial run(Options options, int workers, int jobs) {
    SimulatedJobs.Pace pace =
        new SimulatedJobs.Pace(
            options.number("write-ms", 10) * 1_000_000L, options.number("page-ms", 5) * 1_000_000L);
    Trial.Plan plan =
        new Trial.Plan(
            workers,
            jobs,
            options.number("seed", 1),
            options.number("busy", 105) / 100.0,
            options.number("calm", 70) / 100.0,
            options.number("alike", 0) > 0,
            (int) (options.number("ahead", 0) * (long) jobs / options.number("jobs", 10_000_000)),
            options.number("limit-s", 3_600),
            pace);
    ScheduleConfig config =
        Defaults.of(
            ScheduleConfig.class,
            Map.of("sluice.schedule.backlog", options.text("backlog", "20000")));
    return new Trial(plan, config).run();
  }

  private static List<Figure> figures(Trial trial, Trial baseline) {
    List<Figure> figures = new ArrayList<>();
    figures.add(
        compared("schedule", "assigned/CPU s", trial, baseline, t -> t.assignments() / t.cpuS())
            .with("assigned", trial.assignments())
            .with("cpu_s", trial.cpuS())
            .with("process_cpu_s", trial.processCpuS())
            .with("ran_each_job", trial.ranEachJob())
            .with("fit_no_worker", trial.unfit()));
    figures.add(
        compared("rate", "assigned/s", trial, baseline, t -> t.assignments() / t.virtualS())
            .with("virtual_s", trial.virtualS())
            .with("rounds", trial.store().rounds)
            .with("jobs_a_round", (double) trial.assignments() / trial.store().rounds)
            .with("longest_queue", trial.longestQueue())
            .with("most_reserved", trial.mostReserved())
            .with("jobs_read_again", trial.store().read));
    figures.add(
        compared("wait", "s p50", trial, baseline, t -> t.fairness().all().seconds(50))
            .with("all", trial.fairness().all().json())
            .with("by_priority", trial.fairness().priorities())
            .with("by_cpu", trial.fairness().sizes())
            .with("by_labels", trial.fairness().labels()));
    figures.add(
        compared("overtaken", "jobs", trial, baseline, t -> t.fairness().overtaken())
            .with("by_at_most_s", trial.fairness().furthestS()));
    figures.add(
        compared("starvation", "s longest", trial, baseline, t -> t.starvation().longestS())
            .with("kind", trial.starvation().ofKind()));
    return figures;
  }

  private static Figure compared(
      String name, String unit, Trial trial, Trial baseline, ToDoubleFunction<Trial> value) {
    return Figure.of(
        name, unit, value.applyAsDouble(trial), value.applyAsDouble(baseline), "", null);
  }
}
