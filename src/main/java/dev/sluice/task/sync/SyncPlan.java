package dev.sluice.task.sync;

import dev.sluice.source.DiscoveredTask;
import dev.sluice.task.Catalog;
import dev.sluice.task.CatalogEntry;
import dev.sluice.task.sources.ConflictPolicy;
import dev.sluice.task.sources.SourceSnapshot;
import dev.sluice.wire.task.SyncConflict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The writes that bring the database in line with the sources: a pure comparison in memory. Of two
 * sources with the same version, the first configured one has precedence.
 */
final class SyncPlan {
  /** Versions that are not stored. */
  final List<Change> additions = new ArrayList<>();

  /** Stored with the same content, but not available. */
  final List<Change> comebacks = new ArrayList<>();

  /** The source with precedence has other content than is stored. */
  final List<Change> challenges = new ArrayList<>();

  /** Stored with the same content from another place. */
  final List<Change> moves = new ArrayList<>();

  /** Only a source without precedence has other content. */
  final List<Change> disputes = new ArrayList<>();

  /** Versions whose dispute is over: all sources agree again. */
  final List<CatalogEntry> settled = new ArrayList<>();

  /** Versions that no source has any more. */
  final List<CatalogEntry> vanished = new ArrayList<>();

  /** Number of versions that need no write, by source. */
  final Map<String, Integer> unchanged = new LinkedHashMap<>();

  /**
   * A version that differs from what is stored.
   *
   * @param stored null for an addition
   * @param rival the same version with other content, in a source without precedence
   */
  record Change(
      DiscoveredTask found, @Nullable CatalogEntry stored, @Nullable DiscoveredTask rival) {
    String id() {
      return found.id();
    }

    /**
     * @throws IllegalStateException for an addition
     */
    CatalogEntry known() {
      if (stored == null) {
        throw new IllegalStateException(id() + " is not stored");
      }
      return stored;
    }

    SyncConflict replacedConflict() {
      return conflict("replaced", "the content of the source replaces the stored content");
    }

    SyncConflict keptConflict(ConflictPolicy policy) {
      return policy == ConflictPolicy.REJECT
          ? conflict(
              "rejected", "a stored version does not change: give the new content a new version")
          : conflict("kept", "the stored content stays, as policy " + policy.label() + " says");
    }

    /** The conflict between the source with precedence and its rival. */
    SyncConflict rivalConflict() {
      if (rival == null) {
        throw new IllegalStateException("no source has other content for " + id());
      }
      return new SyncConflict(
          found.name(),
          found.version().toString(),
          rival.source(),
          rival.digest(),
          found.source(),
          found.digest(),
          "kept",
          "source " + found.source() + " is configured before it and has other content");
    }

    private SyncConflict conflict(String resolution, String reason) {
      return new SyncConflict(
          found.name(),
          found.version().toString(),
          found.source(),
          found.digest(),
          known().source(),
          known().digest(),
          resolution,
          reason);
    }
  }

  private SyncPlan() {}

  /**
   * @param snapshots in the configured order
   */
  static SyncPlan of(List<SourceSnapshot> snapshots, Catalog catalog) {
    Map<String, DiscoveredTask> first = new LinkedHashMap<>();
    Map<String, DiscoveredTask> rivals = new LinkedHashMap<>();
    for (SourceSnapshot snapshot : snapshots) {
      Set<String> shown = new HashSet<>();
      for (DiscoveredTask task : snapshot.tasks()) {
        shown.add(task.id());
        claim(task, first, rivals);
      }
      catalog
          .all()
          .filter(e -> e.available() && snapshot.mayHold(e) && !shown.contains(e.id()))
          .forEach(entry -> claim(asStored(entry), first, rivals));
    }
    SyncPlan plan = new SyncPlan();
    plan.compare(first, rivals, catalog);
    return plan;
  }

  /** A source that could not be read is assumed to hold still what is stored from it. */
  private static DiscoveredTask asStored(CatalogEntry entry) {
    return new DiscoveredTask(
        entry.source(),
        entry.name(),
        entry.version(),
        entry.digest(),
        entry.location(),
        () -> {
          throw new IllegalStateException(entry.id() + " is stored and needs no loading");
        });
  }

  private static void claim(
      DiscoveredTask task, Map<String, DiscoveredTask> first, Map<String, DiscoveredTask> rivals) {
    DiscoveredTask earlier = first.putIfAbsent(task.id(), task);
    if (earlier != null && !earlier.digest().equals(task.digest())) {
      rivals.putIfAbsent(task.id(), task);
    }
  }

  private void compare(
      Map<String, DiscoveredTask> first, Map<String, DiscoveredTask> rivals, Catalog catalog) {
    first.forEach(
        (id, task) -> {
          CatalogEntry stored = catalog.find(task.name(), task.version()).orElse(null);
          compare(new Change(task, stored, rivals.get(id)));
        });
    catalog
        .all()
        .filter(entry -> entry.available() && !first.containsKey(entry.id()))
        .forEach(vanished::add);
  }

  private void compare(Change change) {
    CatalogEntry stored = change.stored();
    DiscoveredTask found = change.found();
    if (stored == null) {
      additions.add(change);
    } else if (!stored.digest().equals(found.digest())) {
      challenges.add(change);
    } else if (!stored.available()) {
      comebacks.add(change);
    } else if (!stored.isAt(found)) {
      moves.add(change);
    } else if (change.rival() != null) {
      disputes.add(change);
    } else if (stored.disputed() != null) {
      settled.add(stored);
    } else {
      unchanged.merge(found.source(), 1, Integer::sum);
    }
  }
}
