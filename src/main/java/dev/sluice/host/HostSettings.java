package dev.sluice.host;

import dev.sluice.bundle.Metadata;
import java.nio.file.Path;
import java.util.List;

/**
 * How task hosts are run.
 *
 * @param cacheDir where the files of the engine are unpacked; kept and shared between processes
 * @param memoryMb heap for a script that does not say how much it needs, MiB
 * @param maxMemoryMb the most that a script can ask for, MiB
 * @param warm hosts kept started for the next run, once there was a first
 * @param maxHosts at the same time; who needs one more waits
 * @param runsPerHost after so many a host is replaced
 * @param idleMs after so long without a run a host is ended
 * @param checkMs how long a script's top level may take when it is checked
 * @param optimize whether scripts run often enough to pay for the optimizing compiler
 * @param limits of every run that has none of its own
 * @param allowedHosts where {@code fetch} may go: {@code host}, {@code host:port}, {@code
 *     *.domain}, or {@code *} for everywhere; none switches it off
 */
public record HostSettings(
    Path cacheDir,
    int memoryMb,
    int maxMemoryMb,
    int warm,
    int maxHosts,
    int runsPerHost,
    long idleMs,
    long checkMs,
    boolean optimize,
    RunLimits limits,
    List<String> allowedHosts) {
  private static final long TEN_MINUTES_MS = 600_000;
  private static final long CHECK_MS = 5_000;

  public HostSettings {
    allowedHosts = List.copyOf(allowedHosts);
    if (memoryMb <= 0 || maxMemoryMb < memoryMb || warm < 0 || maxHosts < 1 || runsPerHost < 1) {
      throw new IllegalArgumentException("settings of task hosts out of range");
    }
  }

  /** No network, 128 MiB for each script (at most 1 GiB), the cache of this user. */
  public static HostSettings defaults() {
    return new HostSettings(
        CacheDirectory.ofUser(),
        128,
        (int) (Metadata.MOST_MEMORY >> 20),
        0,
        1,
        10_000,
        TEN_MINUTES_MS,
        CHECK_MS,
        true,
        RunLimits.DEFAULT,
        List.of());
  }

  /** For a worker: as many hosts as it runs attempts, one kept warm. */
  public HostSettings forWorker(int maxParallel) {
    return with(1, maxParallel, runsPerHost, optimize, limits, allowedHosts);
  }

  /** For checks of scripts, each of which is executed once. */
  public HostSettings forChecks() {
    return with(warm, maxHosts, runsPerHost, false, limits, allowedHosts);
  }

  public HostSettings withAllowedHosts(List<String> others) {
    return with(warm, maxHosts, runsPerHost, optimize, limits, others);
  }

  public HostSettings withLimits(RunLimits others) {
    return with(warm, maxHosts, runsPerHost, optimize, others, allowedHosts);
  }

  public HostSettings withRunsPerHost(int runs) {
    return with(warm, maxHosts, runs, optimize, limits, allowedHosts);
  }

  /** A copy that differs in what ever does. */
  private HostSettings with(
      int someWarm,
      int mostHosts,
      int runs,
      boolean optimizing,
      RunLimits others,
      List<String> hosts) {
    return new HostSettings(
        cacheDir,
        memoryMb,
        maxMemoryMb,
        someWarm,
        mostHosts,
        runs,
        idleMs,
        checkMs,
        optimizing,
        others,
        hosts);
  }
}
