package dev.sluice.task;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Projections.exclude;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.push;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;

import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.WriteModel;
import dev.sluice.source.DiscoveredTask;
import dev.sluice.store.Stored;
import dev.sluice.task.TaskVersion.Dispute;
import dev.sluice.task.TaskVersion.Replaced;
import io.quarkus.mongodb.FindOptions;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The gate of the registry: the only writer of versions. Every change is one conditional write on
 * one document, filtered on the revision that the decision was based on. If another server wrote
 * first, the write matches nothing and its {@code Uni} completes with null. The catalog follows
 * each write.
 */
@Singleton
public final class TaskVersions {
  private static final FindOneAndUpdateOptions AFTER =
      new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);

  private final Catalog catalog;
  private final Clock clock;

  public TaskVersions(Catalog catalog, Clock clock) {
    this.catalog = catalog;
    this.clock = clock;
  }

  /** Number of versions in the catalog. */
  public int count() {
    return catalog.size();
  }

  /** Reads every version into the catalog. */
  public Uni<Void> load() {
    return versions()
        .find(new FindOptions().projection(exclude("metadata", "history")))
        .onItem()
        .invoke(this::follow)
        .collect()
        .last()
        .replaceWithVoid();
  }

  /** Reads versions again that another server has written. */
  public Uni<Void> reload(Collection<String> ids) {
    return versions()
        .find(in("_id", ids))
        .onItem()
        .invoke(this::follow)
        .collect()
        .last()
        .replaceWithVoid();
  }

  /** The contents of all versions, available or not. */
  Uni<Set<String>> digests() {
    return versions()
        .find(new FindOptions().projection(include("digest")))
        .map(version -> version.digest)
        .collect()
        .in(HashSet<String>::new, Set::add);
  }

  /** Completes with null if there is no such version. */
  public Uni<TaskVersion> find(String id) {
    return versions()
        .find(eq("_id", id))
        .collect()
        .first()
        .onItem()
        .ifNotNull()
        .invoke(this::follow);
  }

  /** The stored versions of these entries, in any order, with their history. */
  public Uni<List<TaskVersion>> of(Collection<CatalogEntry> entries) {
    return versions()
        .find(
            new FindOptions()
                .filter(in("_id", entries.stream().map(CatalogEntry::id).toList()))
                .projection(exclude("metadata")))
        .collect()
        .asList();
  }

  /** Versions with a change before {@code before} that no event announced: its writer died. */
  public Uni<List<TaskVersion>> unannounced(Instant before) {
    return versions().find(and(eq("announced", false), lt("changedAt", before))).collect().asList();
  }

  /**
   * Stores new versions.
   *
   * @return the versions that were not stored before
   */
  public Uni<List<TaskVersion>> added(List<TaskVersion> fresh) {
    if (fresh.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    return versions()
        .insertMany(fresh, new InsertManyOptions().ordered(false))
        .replaceWith(fresh)
        .onFailure(Stored::isDuplicate)
        .recoverWithUni(e -> reload(ids(fresh)).replaceWith(Stored.inSpiteOf(e, fresh)))
        .invoke(stored -> stored.forEach(this::follow));
  }

  /** A source has the unavailable version again, with the same content. */
  public Uni<TaskVersion> returned(CatalogEntry seen, DiscoveredTask found) {
    return change(seen, combine(set("available", true), unset("unavailableSince"), placed(found)));
  }

  /** Replaces the content of a version; the digest of the previous content stays as history. */
  public Uni<TaskVersion> replaced(CatalogEntry seen, TaskVersion by) {
    Replaced before = new Replaced(seen.digest(), seen.source(), clock.instant());
    return change(
        seen,
        combine(
            set("digest", by.digest),
            set("source", by.source),
            set("location", by.location),
            set("available", true),
            unset("unavailableSince"),
            optional("uuid", by.uuid),
            optional("label", by.label),
            optional("description", by.description),
            set("tags", by.tags),
            set("metadata", by.metadata),
            set("updatedAt", clock.instant()),
            unset("dispute"),
            push("history", before)));
  }

  /** Marks a version as unavailable: no source has it any more. */
  public Uni<TaskVersion> vanished(CatalogEntry seen) {
    return change(seen, combine(set("available", false), set("unavailableSince", clock.instant())));
  }

  /** Records that another place has the same content. Needs no event. */
  public Uni<TaskVersion> moved(CatalogEntry seen, DiscoveredTask found) {
    return write(seen, placed(found));
  }

  /** Records that a source has other content under this version; the stored content stays. */
  public Uni<TaskVersion> disputed(CatalogEntry seen, DiscoveredTask rival) {
    return change(
        seen, set("dispute", new Dispute(rival.source(), rival.digest(), clock.instant())));
  }

  /** Ends a dispute: all sources agree again. Needs no event. */
  public Uni<TaskVersion> settled(CatalogEntry seen) {
    return write(seen, unset("dispute"));
  }

  /** Records that events have announced these changes. */
  public Uni<Void> announced(List<TaskVersion> told) {
    if (told.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    List<WriteModel<TaskVersion>> writes =
        told.stream()
            .<WriteModel<TaskVersion>>map(
                version ->
                    new UpdateOneModel<>(
                        and(eq("_id", version.id), eq("revision", version.revision)),
                        set("announced", true)))
            .toList();
    return versions().bulkWrite(writes, new BulkWriteOptions().ordered(false)).replaceWithVoid();
  }

  /** Claims the announcement of a change for this server; at most one server gets true. */
  public Uni<Boolean> claimToAnnounce(TaskVersion version) {
    return versions()
        .updateOne(
            and(eq("_id", version.id), eq("revision", version.revision), eq("announced", false)),
            set("announced", true))
        .map(result -> result.getModifiedCount() > 0);
  }

  /** A change that an event must announce. */
  private Uni<TaskVersion> change(CatalogEntry seen, Bson update) {
    return write(seen, combine(update, set("announced", false), set("changedAt", clock.instant())));
  }

  private Uni<TaskVersion> write(CatalogEntry seen, Bson update) {
    return versions()
        .findOneAndUpdate(
            and(eq("_id", seen.id()), eq("revision", seen.revision())),
            combine(update, inc("revision", 1L)),
            AFTER)
        .onItem()
        .ifNotNull()
        .invoke(this::follow)
        .onItem()
        .ifNull()
        .switchTo(
            () -> reload(Set.of(seen.id())).replaceWith(Uni.createFrom().<TaskVersion>nullItem()));
  }

  private void follow(TaskVersion stored) {
    catalog.follow(CatalogEntry.of(stored));
  }

  private static Bson placed(DiscoveredTask found) {
    return combine(set("source", found.source()), set("location", found.location()));
  }

  private static Bson optional(String field, @Nullable String value) {
    return value == null ? unset(field) : set(field, value);
  }

  private static List<String> ids(List<TaskVersion> versions) {
    return versions.stream().map(version -> version.id).toList();
  }

  private static ReactiveMongoCollection<TaskVersion> versions() {
    return TaskVersion.mongoCollection();
  }
}
