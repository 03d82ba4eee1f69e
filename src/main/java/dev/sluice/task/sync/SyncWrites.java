package dev.sluice.task.sync;

import dev.sluice.bundle.Metadata;
import dev.sluice.store.StoredJson;
import dev.sluice.task.CatalogEntry;
import dev.sluice.task.TaskVersion;
import dev.sluice.task.TaskVersion.Dispute;
import dev.sluice.task.TaskVersions;
import dev.sluice.task.sync.Intake.Taken;
import dev.sluice.task.sync.SyncPlan.Change;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Carries out one plan. A write that finds its version changed by another replica is left to that
 * replica, and to the next sync.
 */
final class SyncWrites {
  /** Tasks read, checked and stored in one go; bounds what is in memory at once. */
  private static final int BATCH = 100;

  private final Intake intake;
  private final TaskVersions versions;
  private final Function<String, ConflictPolicy> policies;
  private final Tally tally;
  private final Announcements news;

  /**
   * @param policies by name of the source
   */
  SyncWrites(
      Intake intake,
      TaskVersions versions,
      Function<String, ConflictPolicy> policies,
      Tally tally,
      Announcements news) {
    this.intake = intake;
    this.versions = versions;
    this.policies = policies;
    this.tally = tally;
    this.news = news;
  }

  Uni<Void> carryOut(SyncPlan plan) {
    plan.unchanged.forEach(tally::unchanged);
    return inBatches(plan.additions, this::add)
        .chain(() -> inBatches(plan.challenges, this::judge))
        .chain(() -> each(plan.comebacks, this::comeBack))
        .chain(() -> each(plan.moves, this::move))
        .chain(() -> each(plan.disputes, this::dispute))
        .chain(() -> each(plan.settled, versions::settled))
        .chain(() -> each(plan.vanished, this::vanish));
  }

  private Uni<Void> add(List<Change> changes) {
    return intake.take(changes, tally).chain(this::store);
  }

  private Uni<Void> store(List<Taken> taken) {
    return versions
        .added(taken.stream().map(this::fresh).toList())
        .invoke(
            stored -> {
              stored.forEach(
                  version -> {
                    tally.added(version.source);
                    news.added(version);
                  });
              // Those that were there: another replica has added them since the plan was made.
              taken.stream()
                  .map(one -> one.change().found())
                  .filter(found -> stored.stream().noneMatch(v -> v.id.equals(found.id())))
                  .forEach(found -> tally.unchanged(found.source(), 1));
              taken.stream()
                  .map(Taken::change)
                  .filter(change -> change.rival() != null)
                  .forEach(
                      change -> {
                        report(change);
                        news.conflict(null, Conflicts.betweenSources(change));
                      });
            })
        .replaceWithVoid();
  }

  /** Challenges: what the source has against what is stored. */
  private Uni<Void> judge(List<Change> changes) {
    List<Change> open = new ArrayList<>();
    List<Change> kept = new ArrayList<>();
    for (Change change : changes) {
      ConflictPolicy policy = policies.apply(change.found().source());
      boolean decided =
          policy == ConflictPolicy.NEWER
              && change.found().digest().equals(change.known().disputed());
      (policy.mayReplace() && !decided ? open : kept).add(change);
    }
    return each(kept, this::keep)
        .chain(() -> open.isEmpty() ? Uni.createFrom().item(List.<Taken>of()) : take(open))
        .chain(taken -> each(taken, this::replaceOrKeep));
  }

  private Uni<List<Taken>> take(List<Change> changes) {
    return intake.take(changes, tally);
  }

  private Uni<?> replaceOrKeep(Taken taken) {
    Change change = taken.change();
    ConflictPolicy policy = policies.apply(change.found().source());
    return versions
        .find(change.id())
        .chain(
            stored -> {
              String before = stored.map(SyncWrites::updatedAt).orElse(null);
              String found = taken.bundle().metadata().updatedAt();
              return policy.replaces(before, found) ? replace(taken) : keep(change);
            });
  }

  private static @Nullable String updatedAt(TaskVersion stored) {
    String text = StoredJson.node(stored.metadata).path("updated_at").asText("");
    return text.isEmpty() ? null : text;
  }

  private Uni<?> replace(Taken taken) {
    Change change = taken.change();
    return versions
        .replaced(change.known(), fresh(taken))
        .invoke(
            written ->
                written.ifPresent(
                    version -> {
                      tally.updated(version.source);
                      tally.conflict(Conflicts.replaced(change));
                      news.updated(version, change.known().digest());
                    }));
  }

  /** What is stored stays; under one policy it can then be run again. */
  private Uni<?> keep(Change change) {
    ConflictPolicy policy = policies.apply(change.found().source());
    tally.conflict(Conflicts.kept(change, policy));
    return policy == ConflictPolicy.DATABASE && !change.known().available()
        ? comeBack(change)
        : noteDispute(change, change.found());
  }

  private Uni<?> dispute(Change change) {
    report(change);
    Found rival = change.rival();
    tally.unchanged(change.found().source(), 1);
    return rival == null ? Uni.createFrom().voidItem() : noteDispute(change, rival);
  }

  private void report(Change change) {
    tally.conflict(Conflicts.betweenSources(change));
  }

  /** Readers are told of a dispute when it begins, not at every sync. */
  private Uni<?> noteDispute(Change change, Found rival) {
    CatalogEntry stored = change.known();
    if (rival.digest().equals(stored.disputed())) {
      return Uni.createFrom().voidItem();
    }
    return versions
        .disputed(stored, rival)
        .invoke(
            written ->
                written.ifPresent(
                    version ->
                        news.conflict(
                            version,
                            rival.equals(change.rival())
                                ? Conflicts.betweenSources(change)
                                : Conflicts.kept(change, policies.apply(rival.source())))));
  }

  private Uni<?> comeBack(Change change) {
    return versions
        .returned(change.known(), change.found())
        .invoke(
            written ->
                written.ifPresent(
                    version -> {
                      tally.added(version.source);
                      news.added(version);
                    }));
  }

  private Uni<?> move(Change change) {
    tally.unchanged(change.found().source(), 1);
    return versions.moved(change.known(), change.found());
  }

  private Uni<?> vanish(CatalogEntry entry) {
    return versions
        .vanished(entry)
        .invoke(
            written ->
                written.ifPresent(
                    version -> {
                      tally.removed(version.source);
                      news.removed(version);
                    }));
  }

  private TaskVersion fresh(Taken taken) {
    Found found = taken.change().found();
    Found rival = taken.change().rival();
    Metadata metadata = taken.bundle().metadata();
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
    version.warnings = taken.warnings();
    version.addedAt = news.at();
    version.updatedAt = news.at();
    version.changedAt = news.at();
    version.dispute = rival == null ? null : new Dispute(rival.source(), rival.digest(), news.at());
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
    return Multi.createFrom()
        .iterable(all)
        .onItem()
        .transformToUniAndConcatenate(one -> work.apply(one).replaceWithVoid())
        .collect()
        .last()
        .replaceWithVoid();
  }
}
