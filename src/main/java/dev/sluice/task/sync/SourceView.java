package dev.sluice.task.sync;

import dev.sluice.source.BrokenTask;
import dev.sluice.source.Discovery;
import dev.sluice.task.CatalogEntry;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What one source was last seen to have.
 *
 * @param found every version that could be read
 * @param broken locations that hold nothing usable now
 * @param complete false if the source could not be read: then what it does not show may be there
 */
record SourceView(String source, List<Found> found, Set<String> broken, boolean complete) {
  SourceView {
    found = List.copyOf(found);
    broken = Set.copyOf(broken);
  }

  static SourceView of(String source, Discovery discovery) {
    return new SourceView(
        source,
        discovery.tasks().stream().map(task -> Found.in(source, task)).toList(),
        discovery.broken().stream().map(BrokenTask::location).collect(Collectors.toSet()),
        true);
  }

  static SourceView unread(String source) {
    return new SourceView(source, List.of(), Set.of(), false);
  }

  /** Whether this source, which does not show the version, may have it all the same. */
  boolean mayHave(CatalogEntry entry) {
    return entry.source().equals(source) && (!complete || broken.contains(entry.location()));
  }
}
