package dev.sluice.agent.resident;

import dev.sluice.time.Timers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * CPU time and memory of processes with all of their sessions, read from {@code /proc}: each
 * process of this agent leads a session of its own. Without {@code /proc} all loads are 0. For one
 * thread at a time.
 */
final class ProcessLoad {
  /** Ticks of CPU time to a second, which Linux fixes for its files at 100. */
  private static final double TICKS = 100;

  /** Fields of a {@code stat} file, counted from the one after the name of the program. */
  private static final int SESSION = 3;

  private static final int USER_TICKS = 11;
  private static final int SYSTEM_TICKS = 12;
  private static final String RESIDENT = "VmRSS:";

  private final Timers timers;
  private final Path proc;
  private Map<Long, Long> ticksBefore = new HashMap<>();
  private long readAt;

  /**
   * @param cpuPct percent of one core since the last reading; 0 in the first
   */
  record Load(double cpuPct, long rssMb) {
    static final Load NONE = new Load(0, 0);
  }

  private record Sum(long ticks, long rssKb) {
    Sum plus(Sum other) {
      return new Sum(ticks + other.ticks, rssKb + other.rssKb);
    }
  }

  ProcessLoad(Timers timers) {
    this(timers, Path.of("/proc"));
  }

  ProcessLoad(Timers timers, Path proc) {
    this.timers = timers;
    this.proc = proc;
  }

  /**
   * The load of each of these sessions.
   *
   * @param leaders the ids of the processes that lead them
   */
  Map<Long, Load> of(Collection<Long> leaders) {
    long now = timers.nanoTime();
    double seconds = (now - readAt) / 1e9;
    Map<Long, Sum> sums = leaders.isEmpty() ? Map.of() : sums(leaders);
    Map<Long, Load> loads = new HashMap<>();
    Map<Long, Long> ticks = new HashMap<>();
    sums.forEach(
        (leader, sum) -> {
          long spent = Math.max(0, sum.ticks() - ticksBefore.getOrDefault(leader, sum.ticks()));
          double pct = seconds > 0 ? Math.round(1_000 * spent / TICKS / seconds) / 10.0 : 0;
          loads.put(leader, new Load(pct, sum.rssKb() >> 10));
          ticks.put(leader, sum.ticks());
        });
    ticksBefore = ticks;
    readAt = now;
    return loads;
  }

  private Map<Long, Sum> sums(Collection<Long> leaders) {
    Map<Long, Sum> sums = new HashMap<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path process : all) {
        add(process, leaders, sums);
      }
    } catch (IOException noProc) {
      return Map.of();
    }
    return sums;
  }

  private static void add(Path process, Collection<Long> leaders, Map<Long, Sum> sums) {
    try {
      String stat = read(process.resolve("stat"));
      String[] fields = stat.substring(stat.lastIndexOf(") ") + 2).split(" ");
      Long session = Long.valueOf(fields[SESSION]);
      if (leaders.contains(session)) {
        long ticks = Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]);
        sums.merge(session, new Sum(ticks, rssKb(read(process.resolve("status")))), Sum::plus);
      }
    } catch (IOException | RuntimeException ended) {
      // The process is gone, or its file is not complete any more.
    }
  }

  private static long rssKb(String status) {
    return status
        .lines()
        .filter(line -> line.startsWith(RESIDENT))
        .map(line -> line.substring(RESIDENT.length()).replace("kB", "").trim())
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElse(0);
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
  }
}
