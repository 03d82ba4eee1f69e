package dev.sluice.agent;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Name, size and load of this machine, read from {@code /proc}: a management bean would cost the
 * agent more memory than all of its own code. Without {@code /proc} it falls back to what the JVM
 * knows.
 */
final class Machine {
  private static final long MIB = 1024 * 1024;
  private long busyBefore;
  private long totalBefore;

  /** Percent of all cores that were busy since the last call; since boot for the first call. */
  synchronized double cpuUsage() {
    String line = read(Path.of("/proc/stat")).lines().findFirst().orElse("");
    if (!line.startsWith("cpu ")) {
      return 0;
    }
    String[] fields = line.substring(4).trim().split(" +");
    long total = 0;
    for (int i = 0; i < Math.min(8, fields.length); i++) {
      total += Long.parseLong(fields[i]);
    }
    long idle = Long.parseLong(fields[3]) + (fields.length > 4 ? Long.parseLong(fields[4]) : 0);
    long busy = total - idle;
    double usage = percent(busy - busyBefore, total - totalBefore);
    busyBefore = busy;
    totalBefore = total;
    return usage;
  }

  private static double percent(long part, long whole) {
    return whole <= 0 ? 0 : Math.max(0, Math.min(100, 100.0 * part / whole));
  }

  /** Memory that is available to new processes, MiB. */
  static long ramFreeMb() {
    return memInfoMb("MemAvailable:");
  }

  /** Physical memory or the cgroup's limit, whichever is lower, MiB. */
  static long ramTotalMb() {
    long total = memInfoMb("MemTotal:");
    for (String file :
        new String[] {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
      String limit = read(Path.of(file)).trim();
      if (!limit.isEmpty() && limit.length() < 19 && limit.chars().allMatch(Character::isDigit)) {
        total = Math.min(total, Math.max(1, Long.parseLong(limit) / MIB));
      }
    }
    return total;
  }

  private static long memInfoMb(String key) {
    for (String line : read(Path.of("/proc/meminfo")).split("\n")) {
      if (line.startsWith(key)) {
        return Long.parseLong(line.substring(key.length()).replace("kB", "").trim()) / 1024;
      }
    }
    return Runtime.getRuntime().maxMemory() / MIB;
  }

  static String hostname() {
    String name = read(Path.of("/proc/sys/kernel/hostname")).trim();
    if (!name.isEmpty()) {
      return name;
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException unknown) {
      return "localhost";
    }
  }

  static Map<String, String> labels() {
    String os = System.getProperty("os.name", "unknown").toLowerCase(Locale.ROOT);
    return Map.of("os", os, "arch", System.getProperty("os.arch", "unknown"));
  }

  /** Empty for a file that cannot be read. */
  static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException absent) {
      return "";
    }
  }
}
