package dev.sluice.task.sync;

import dev.sluice.bundle.Metadata;
import dev.sluice.source.DiscoveredTask;
import dev.sluice.store.StoredJson;
import dev.sluice.task.CatalogEntry;
import dev.sluice.task.TaskVersion;
import dev.sluice.task.TaskVersion.Dispute;
import dev.sluice.task.TaskVersions;
import dev.sluice.task.sources.ConflictPolicy;
import dev.sluice.task.sync.SyncPlan.Change;
import dev.sluice.task.sync.TaskLoader.Loaded;
import dev.sluice.time.Serial;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Carries out one plan. If another server changed a version since the plan was made, the write
 * matches nothing; the version is then left to that server and to the next sync.
 */
final class SyncWriter {
  /** Tasks that are loaded and stored together; bounds the memory that contents take. */
  private static final int BATCH = 100;

  private final TaskLoader loader;
  private final TaskVersions versions;
  private final Function<String, ConflictPolicy> policies;
  private final SyncReport report;

  /**
   * @param policies by name of the source
   */
  SyncWriter(
      TaskLoader loader,
      TaskVersions versions,
      Function<String, ConflictPolicy> policies,
      SyncReport report) {
    this.loader = loader;
    this.versions = versions;
    this.policies = policies;
    this.report = report;
  }

  Uni<Void> carryOut(SyncPlan plan) {
    plan.unchanged.forEach(report::unchanged);
    return inBatches(plan.additions, this::add)
        .chain(() -> inBatches(plan.challenges, this::judge))
        .chain(() -> each(plan.comebacks, this::comeBack))
        .chain(() -> each(plan.moves, this::move))
        .chain(() -> each(plan.disputes, this::dispute))
        .chain(() -> each(plan.settled, versions::settled))
        .chain(() -> each(plan.vanished, this::vanish));
  }

  private Uni<Void> add(List<Change> changes) {
    return loader
        .load(changes, report)
        .chain(
            loaded ->
                versions
                    .added(loaded.stream().map(this::fresh).toList())
                    .invoke(stored -> reportAdded(loaded, stored)))
        .replaceWithVoid();
  }

  private void reportAdded(List<Loaded> loaded, List<TaskVersion> stored) {
    stored.forEach(report::added);
    for (Loaded one : loaded) {
      Change change = one.change();
      if (stored.stream().noneMatch(version -> version.id.equals(change.id()))) {
        // Another server added it since the plan was made.
        report.unchanged(change.found().source(), 1);
      }
      if (change.rival() != null) {
        report.conflict(change.rivalConflict());
        report.announce(change.rivalConflict(), null);
      }
    }
  }

  /** Decides on challenges: other content under stored versions. */
  private Uni<Void> judge(List<Change> changes) {
    List<Change> open = new ArrayList<>();
    List<Change> kept = new ArrayList<>();
    for (Change change : changes) {
      ConflictPolicy policy = policy(change);
      boolean decided =
          policy == ConflictPolicy.NEWER
              && change.found().digest().equals(change.known().disputed());
      (policy.mayReplace() && !decided ? open : kept).add(change);
    }
    return each(kept, this::keep)
        .chain(() -> loader.load(open, report))
        .chain(loaded -> each(loaded, this::replaceOrKeep));
  }

  private Uni<?> replaceOrKeep(Loaded loaded) {
    Change change = loaded.change();
    String found = loaded.bundle().metadata().updatedAt();
    return versions
        .find(change.id())
        .onItem()
        .transformToUni(
            stored ->
                policy(change).replaces(updatedAt(stored), found) ? replace(loaded) : keep(change));
  }

  private static @Nullable String updatedAt(@Nullable TaskVersion stored) {
    String text =
        stored == null ? "" : StoredJson.node(stored.metadata).path("updated_at").asText("");
    return text.isEmpty() ? null : text;
  }

  private Uni<?> replace(Loaded loaded) {
    Change change = loaded.change();
    return versions
        .replaced(change.known(), fresh(loaded))
        .onItem()
        .ifNotNull()
        .invoke(
            version -> {
              report.updated(version, change.known().digest());
              report.conflict(change.replacedConflict());
            });
  }

  /** The stored content stays; under policy DATABASE it becomes available again. */
  private Uni<?> keep(Change change) {
    ConflictPolicy policy = policy(change);
    report.conflict(change.keptConflict(policy));
    return policy == ConflictPolicy.DATABASE && !change.known().available()
        ? comeBack(change)
        : recordDispute(change, change.found());
  }

  private Uni<?> dispute(Change change) {
    report.conflict(change.rivalConflict());
    report.unchanged(change.found().source(), 1);
    DiscoveredTask rival = change.rival();
    return rival == null ? Uni.createFrom().voidItem() : recordDispute(change, rival);
  }

  /** An event announces a dispute when it begins, not at every sync. */
  private Uni<?> recordDispute(Change change, DiscoveredTask rival) {
    CatalogEntry stored = change.known();
    if (rival.digest().equals(stored.disputed())) {
      return Uni.createFrom().voidItem();
    }
    return versions
        .disputed(stored, rival)
        .onItem()
        .ifNotNull()
        .invoke(
            version ->
                report.announce(
                    rival.equals(change.rival())
                        ? change.rivalConflict()
                        : change.keptConflict(policies.apply(rival.source())),
                    version));
  }

  private Uni<?> comeBack(Change change) {
    return versions
        .returned(change.known(), change.found())
        .onItem()
        .ifNotNull()
        .invoke(report::added);
  }

  private Uni<?> move(Change change) {
    report.unchanged(change.found().source(), 1);
    return versions.moved(change.known(), change.found());
  }

  private Uni<?> vanish(CatalogEntry entry) {
    return versions.vanished(entry).onItem().ifNotNull().invoke(report::removed);
  }

  private ConflictPolicy policy(Change change) {
    return policies.apply(change.found().source());
  }

  private TaskVersion fresh(Loaded loaded) {
    DiscoveredTask found = loaded.change().found();
    DiscoveredTask rival = loaded.change().rival();
    Metadata metadata = loaded.bundle().metadata();
    TaskVersion version = new TaskVersion();
    version.id = found.id();
    version.name = found.name();
    version.version = found.version().toString();
    version.digest = found.digest();
    version.source = found.source();
    version.location = found.location();
    version.uuid = metadata.uuid();
    version.label = metadata.label();
    version.description = metadata.description();
    version.tags = metadata.tags();
    version.metadata = metadata.json().toString();
    version.warnings = loaded.warnings();
    version.addedAt = report.at();
    version.updatedAt = report.at();
    version.changedAt = report.at();
    version.dispute =
        rival == null ? null : new Dispute(rival.source(), rival.digest(), report.at());
    return version;
  }

  private static Uni<Void> inBatches(List<Change> changes, Function<List<Change>, Uni<Void>> work) {
    List<List<Change>> batches = new ArrayList<>();
    for (int i = 0; i < changes.size(); i += BATCH) {
      batches.add(changes.subList(i, Math.min(changes.size(), i + BATCH)));
    }
    return each(batches, work::apply);
  }

  private static <T> Uni<Void> each(List<T> all, Function<T, Uni<?>> work) {
    return Serial.each(all, work).replaceWithVoid();
  }
}
