package dev.sluice.source;

import dev.sluice.wire.FieldError;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that a source holds at one time, in the order of locations.
 *
 * @param tasks no two of one name and version
 * @param broken what cannot be used, and why
 * @param fingerprint two discoveries that hold the same have the same, on any machine
 */
public record Discovery(List<DiscoveredTask> tasks, List<BrokenTask> broken, String fingerprint) {

  private static final Comparator<DiscoveredTask> BY_LOCATION =
      Comparator.comparing(DiscoveredTask::location);

  public Discovery {
    tasks = List.copyOf(tasks);
    broken = List.copyOf(broken);
  }

  /** Of tasks that share name and version the first by location counts; others are broken. */
  public static Discovery of(List<DiscoveredTask> found, List<BrokenTask> broken) {
    Map<String, DiscoveredTask> tasks = new LinkedHashMap<>();
    List<BrokenTask> all = new ArrayList<>(broken);
    for (DiscoveredTask task : found.stream().sorted(BY_LOCATION).toList()) {
      DiscoveredTask first = tasks.putIfAbsent(task.name() + " " + task.version(), task);
      if (first != null && !first.digest().equals(task.digest())) {
        all.add(duplicate(task, first));
      }
    }
    all.sort(Comparator.comparing(BrokenTask::location));
    List<DiscoveredTask> distinct = List.copyOf(tasks.values());
    return new Discovery(distinct, all, fingerprint(distinct, all));
  }

  private static BrokenTask duplicate(DiscoveredTask task, DiscoveredTask first) {
    String message =
        task.name() + " " + task.version() + " is at " + first.location() + " with other content";
    FieldError error = new FieldError("metadata.version", "duplicate_version", message);
    return new BrokenTask(task.location(), List.of(error));
  }

  private static String fingerprint(List<DiscoveredTask> tasks, List<BrokenTask> broken) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (DiscoveredTask task : tasks) {
        add(sha, task.name() + " " + task.version() + " " + task.digest());
      }
      broken.forEach(task -> add(sha, "! " + task));
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static void add(MessageDigest sha, String line) {
    sha.update((line + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
