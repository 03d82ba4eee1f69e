package dev.sluice.task.sources;

import dev.sluice.source.BrokenTask;
import dev.sluice.source.DiscoveredTask;
import dev.sluice.source.Discovery;
import dev.sluice.task.CatalogEntry;
import dev.sluice.wire.task.SyncError;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A configured source as of its last reading.
 *
 * @param source configured name
 * @param policy decides on other content under a version that is stored
 * @param tasks every version that could be read
 * @param brokenLocations locations that hold nothing usable now
 * @param complete false if the source could not be read: it may then hold what it does not show
 * @param errors of the source, or of tasks in it
 */
public record SourceSnapshot(
    String source,
    ConflictPolicy policy,
    List<DiscoveredTask> tasks,
    Set<String> brokenLocations,
    boolean complete,
    List<SyncError> errors) {
  public SourceSnapshot {
    tasks = List.copyOf(tasks);
    brokenLocations = Set.copyOf(brokenLocations);
    errors = List.copyOf(errors);
  }

  static SourceSnapshot of(String source, ConflictPolicy policy, Discovery found) {
    return new SourceSnapshot(
        source,
        policy,
        found.tasks(),
        found.broken().stream().map(BrokenTask::location).collect(Collectors.toSet()),
        true,
        found.broken().stream().map(task -> error(source, task)).toList());
  }

  static SourceSnapshot unread(String source, ConflictPolicy policy, List<SyncError> errors) {
    return new SourceSnapshot(source, policy, List.of(), Set.of(), false, errors);
  }

  private static SyncError error(String source, BrokenTask task) {
    String message =
        task.errors().size() == 1 ? "has an error" : "has " + task.errors().size() + " errors";
    return new SyncError(source, task.location(), "invalid_task", message, task.errors());
  }

  /** Whether this source may still hold a version that this snapshot does not show. */
  public boolean mayHold(CatalogEntry entry) {
    return entry.source().equals(source)
        && (!complete || brokenLocations.contains(entry.location()));
  }
}
