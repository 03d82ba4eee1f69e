package dev.sluice.source;

import dev.sluice.wire.FieldError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that a source holds at one time, in the order of locations.
 *
 * @param tasks no two with the same name and version
 * @param broken places that look like a task and cannot be used
 */
public record Discovery(List<DiscoveredTask> tasks, List<BrokenTask> broken) {

  private static final Comparator<DiscoveredTask> BY_LOCATION =
      Comparator.comparing(DiscoveredTask::location);

  public Discovery {
    tasks = List.copyOf(tasks);
    broken = List.copyOf(broken);
  }

  /**
   * Of tasks that share name and version, the first by location counts; another one with other
   * content is broken.
   */
  public static Discovery of(List<DiscoveredTask> found, List<BrokenTask> broken) {
    Map<String, DiscoveredTask> tasks = new LinkedHashMap<>();
    List<BrokenTask> all = new ArrayList<>(broken);
    for (DiscoveredTask task : found.stream().sorted(BY_LOCATION).toList()) {
      DiscoveredTask first = tasks.putIfAbsent(task.id(), task);
      if (first != null && !first.digest().equals(task.digest())) {
        all.add(duplicate(task, first));
      }
    }
    all.sort(Comparator.comparing(BrokenTask::location));
    return new Discovery(List.copyOf(tasks.values()), all);
  }

  private static BrokenTask duplicate(DiscoveredTask task, DiscoveredTask first) {
    String message =
        task.name() + " " + task.version() + " is at " + first.location() + " with other content";
    FieldError error = new FieldError("metadata.version", "duplicate_version", message);
    return new BrokenTask(task.location(), List.of(error));
  }
}
