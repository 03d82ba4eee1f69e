package dev.sluice.host;

import dev.sluice.bundle.Metadata;
import dev.sluice.host.protocol.RunLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The settings of task hosts.
 *
 * @param cacheDir where the files of the engine are unpacked; kept and shared between processes
 * @param memoryMb heap of a script whose task names no memory limit, MiB
 * @param maxMemoryMb upper bound of a task's memory limit, MiB
 * @param warm hosts kept started for the next run, from the first run on
 * @param maxHosts hosts at the same time; further runs wait
 * @param runsPerHost runs after which a host is replaced
 * @param idleMs time without a run after which a host ends
 * @param checkMs time limit of a script's top level when it is checked
 * @param optimize whether scripts run often enough to pay for the optimizing compiler
 * @param limits of runs that have none of their own
 * @param allowedHosts hosts that {@code fetch} may call: {@code host}, {@code host:port}, {@code
 *     *.domain}, or {@code *} for all; an empty list switches it off
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
  private static final int SMALLEST_MB = 32;
  private static final long MIB = 1 << 20;
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
        userCache(),
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

  /**
   * The share of a script in the heap of its host, MiB. Sizes are powers of two, so that few sizes
   * of hosts serve all tasks; a job reserves the whole share.
   *
   * @param memoryBytes the memory limit of the task; 0 without one
   */
  public int scriptMb(long memoryBytes) {
    long wanted = memoryBytes <= 0 ? memoryMb : (memoryBytes + MIB - 1) / MIB;
    long bounded = Math.max(SMALLEST_MB, Math.min(maxMemoryMb, wanted));
    long size = Long.highestOneBit(bounded);
    return (int) (size == bounded ? size : 2 * size);
  }

  /** For a worker: as many hosts as it runs attempts, one kept warm. */
  public HostSettings forWorker(int maxParallel) {
    return with(1, maxParallel, optimize, allowedHosts);
  }

  /** For checks of scripts, each of which is executed once. */
  public HostSettings forChecks() {
    return with(warm, maxHosts, false, allowedHosts);
  }

  public HostSettings withAllowedHosts(List<String> others) {
    return with(warm, maxHosts, optimize, others);
  }

  private HostSettings with(int someWarm, int mostHosts, boolean optimizing, List<String> hosts) {
    return new HostSettings(
        cacheDir,
        memoryMb,
        maxMemoryMb,
        someWarm,
        mostHosts,
        runsPerHost,
        idleMs,
        checkMs,
        optimizing,
        limits,
        hosts);
  }

  /**
   * The user's directory for files that can be made again: {@code $XDG_CACHE_HOME/sluice}, else
   * {@code ~/.cache/sluice}, else one in the temporary directory.
   *
   * @see <a href="https://specifications.freedesktop.org/basedir-spec/latest/">XDG base
   *     directories</a>
   */
  private static Path userCache() {
    String configured = System.getenv("XDG_CACHE_HOME");
    if (configured != null && configured.startsWith("/")) {
      return Path.of(configured, "sluice");
    }
    Path home = Path.of(System.getProperty("user.home", "/nonexistent"));
    if (Files.isWritable(home)) {
      return home.resolve(".cache").resolve("sluice");
    }
    String user = System.getProperty("user.name", "unknown");
    return Path.of(System.getProperty("java.io.tmpdir"), "sluice-cache-" + user);
  }
}
