package dev.sluice.bench.schedule;

/**
 * The jobs of one run, drawn from a seed: each can be drawn again from its number, so that none
 * needs memory.
 */
final class Workload {
  private static final double MEAN_S = 4;
  private static final double LONGEST_S = 120;
  private static final int BLOCKS = 10;
  private static final int USUAL_PRIORITY = 5;
  private static final String USUAL_KIND = "any, 1.0 CPU";

  final JobKinds kinds = new JobKinds();
  final int jobs;
  private final long seed;
  private final double perSecond;
  private final double busy;
  private final double calm;
  private final boolean alike;

  /**
   * @param cpus of the whole fleet
   * @param busy what the jobs of the busy times ask of the fleet, of the cores that it has
   * @param calm the same in the calm times
   * @param alike whether all jobs are of one kind and priority
   */
  Workload(int jobs, long seed, double cpus, double busy, double calm, boolean alike) {
    this.jobs = jobs;
    this.seed = seed;
    this.busy = busy;
    this.calm = calm;
    this.alike = alike;
    this.perSecond = cpus / ((alike ? 1 : kinds.meanCpu()) * MEAN_S);
  }

  /** Nanoseconds from the arrival of the job before it to its own. */
  long gap(int job) {
    boolean isBusy = (long) job * BLOCKS / jobs % 2 == 0;
    return (long) (exponential(job, 1) / (perSecond * (isBusy ? busy : calm)) * 1e9);
  }

  int kind(int job) {
    return alike ? kinds.named(USUAL_KIND) : kinds.pick(draw(job, 2));
  }

  /** Most jobs have priority 5, others any. */
  int priority(int job) {
    double drawn = alike ? 0 : draw(job, 3);
    return drawn < 0.7 ? USUAL_PRIORITY : (int) ((drawn - 0.7) / 0.3 * 10);
  }

  long runNanos(int job) {
    return (long) (Math.min(LONGEST_S, 0.05 + exponential(job, 4) * MEAN_S) * 1e9);
  }

  /** Milliseconds for which the job is not due after its submission; 0 for most. */
  long delayMs(int job) {
    return draw(job, 5) < 0.01 ? (long) (draw(job, 6) * 30_000) : 0;
  }

  /** Whether its first attempt fails, so that it is queued again. */
  boolean fails(int job) {
    return draw(job, 7) < 0.01;
  }

  private double exponential(int job, int which) {
    return -Math.log(1 - draw(job, which));
  }

  /** From 0 to 1, by SplitMix64 (Steele, Lea and Flood 2014). */
  private double draw(int job, int which) {
    long z = seed + 0x9E3779B97F4A7C15L * (job * 8L + which + 1);
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return ((z ^ (z >>> 31)) >>> 11) * 0x1p-53;
  }
}
