package dev.sluice.task.sync;

import dev.sluice.task.CatalogEntry;
import dev.sluice.task.sync.SyncPlan.Change;
import dev.sluice.wire.task.SyncConflict;
import java.util.Locale;

/** Says what a conflict was about and what became of it. */
final class Conflicts {
  private Conflicts() {}

  static SyncConflict replaced(Change change) {
    return of(change, "replaced", "the content of the source replaces what was stored");
  }

  static SyncConflict kept(Change change, ConflictPolicy policy) {
    return policy == ConflictPolicy.REJECT
        ? of(
            change,
            "rejected",
            "a version that is stored does not change: give the new content a new version")
        : of(
            change,
            "kept",
            "what is stored stays, as policy " + policy.name().toLowerCase(Locale.ROOT) + " says");
  }

  /** The source that is configured first is believed. */
  static SyncConflict betweenSources(Change change) {
    Found found = change.found();
    Found rival = change.rival();
    if (rival == null) {
      throw new IllegalArgumentException("no source has other content for " + change.id());
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

  private static SyncConflict of(Change change, String resolution, String reason) {
    Found found = change.found();
    CatalogEntry stored = change.known();
    return new SyncConflict(
        found.name(),
        found.version().toString(),
        found.source(),
        found.digest(),
        stored.source(),
        stored.digest(),
        resolution,
        reason);
  }
}
