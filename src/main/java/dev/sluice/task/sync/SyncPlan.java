package dev.sluice.task.sync;

import dev.sluice.task.Catalog;
import dev.sluice.task.CatalogEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What has to be written so that the database agrees with the sources: a pure comparison, in
 * memory. Of two sources that have the same version, the one that is configured first is believed.
 */
final class SyncPlan {
  /** Versions that are not stored. */
  final List<Change> additions = new ArrayList<>();

  /** Stored with the same content, but not available. */
  final List<Change> comebacks = new ArrayList<>();

  /** What the source that is believed has is not what is stored. */
  final List<Change> challenges = new ArrayList<>();

  /** Stored as found elsewhere. */
  final List<Change> moves = new ArrayList<>();

  /** Only a source that is not believed has other content. */
  final List<Change> disputes = new ArrayList<>();

  /** Versions that all sources agree on again. */
  final List<CatalogEntry> settled = new ArrayList<>();

  /** Versions that no source has any more. */
  final List<CatalogEntry> vanished = new ArrayList<>();

  /** How many versions need nothing, by the source that they are from. */
  final Map<String, Integer> unchanged = new LinkedHashMap<>();

  /**
   * A version that is not as it is stored.
   *
   * @param stored absent for an addition
   * @param rival the same version with other content, in a source that is not believed
   */
  record Change(Found found, @Nullable CatalogEntry stored, @Nullable Found rival) {
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
  }

  private SyncPlan() {}

  /**
   * @param views in the configured order
   */
  static SyncPlan of(List<SourceView> views, Catalog catalog) {
    Map<String, Found> believed = new LinkedHashMap<>();
    Map<String, Found> rivals = new LinkedHashMap<>();
    for (SourceView view : views) {
      Set<String> shown = new HashSet<>();
      for (Found found : view.found()) {
        shown.add(found.id());
        claim(found, believed, rivals);
      }
      catalog
          .all()
          .filter(entry -> entry.available() && view.mayHave(entry) && !shown.contains(entry.id()))
          .forEach(entry -> claim(Found.asStored(entry), believed, rivals));
    }
    SyncPlan plan = new SyncPlan();
    plan.compare(believed, rivals, catalog);
    return plan;
  }

  private static void claim(Found found, Map<String, Found> believed, Map<String, Found> rivals) {
    Found first = believed.putIfAbsent(found.id(), found);
    if (first != null && !first.digest().equals(found.digest())) {
      rivals.putIfAbsent(found.id(), found);
    }
  }

  private void compare(Map<String, Found> believed, Map<String, Found> rivals, Catalog catalog) {
    believed.forEach(
        (id, found) -> {
          CatalogEntry stored = catalog.find(found.name(), found.version()).orElse(null);
          compare(new Change(found, stored, rivals.get(id)));
        });
    catalog
        .all()
        .filter(entry -> entry.available() && !believed.containsKey(entry.id()))
        .forEach(vanished::add);
  }

  private void compare(Change change) {
    CatalogEntry stored = change.stored();
    Found found = change.found();
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
