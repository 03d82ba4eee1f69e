package dev.sluice.task;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Projections.exclude;
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
import dev.sluice.store.Stored;
import dev.sluice.task.TaskVersion.Dispute;
import dev.sluice.task.TaskVersion.Replaced;
import dev.sluice.task.sync.Found;
import io.quarkus.mongodb.FindOptions;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The gate of the registry: the only writer of versions. Every change is one conditional write on
 * one document, filtered on the revision that it was decided upon; no match means that another
 * replica was first, and is an ordinary answer. The catalog follows each write.
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

  /** How many versions are known here. */
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

  /** Reads some versions anew: another replica has written them. */
  public Uni<Void> reload(Collection<String> ids) {
    return versions()
        .find(in("_id", ids))
        .onItem()
        .invoke(this::follow)
        .collect()
        .last()
        .replaceWithVoid();
  }

  public Uni<Optional<TaskVersion>> find(String id) {
    return versions()
        .find(eq("_id", id))
        .collect()
        .first()
        .map(Optional::ofNullable)
        .invoke(found -> found.ifPresent(this::follow));
  }

  /** Some versions, in any order, with what they stood for before. */
  public Uni<List<TaskVersion>> of(Collection<CatalogEntry> entries) {
    return versions()
        .find(
            new FindOptions()
                .filter(in("_id", entries.stream().map(CatalogEntry::id).toList()))
                .projection(exclude("metadata")))
        .collect()
        .asList();
  }

  /** Versions whose last change was written but, the writer having died, never told. */
  public Uni<List<TaskVersion>> unannounced(Instant before) {
    return versions().find(and(eq("announced", false), lt("changedAt", before))).collect().asList();
  }

  /**
   * Stores new versions.
   *
   * @return those that were not there
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

  /** A version that had vanished is there again, with the same content. */
  public Uni<Optional<TaskVersion>> returned(CatalogEntry seen, Found found) {
    return change(seen, combine(set("available", true), unset("unavailableSince"), placed(found)));
  }

  /** Other content takes the version's place; what it stood for so far is kept as history. */
  public Uni<Optional<TaskVersion>> replaced(CatalogEntry seen, TaskVersion by) {
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

  /** No source has it any more. */
  public Uni<Optional<TaskVersion>> vanished(CatalogEntry seen) {
    return change(seen, combine(set("available", false), set("unavailableSince", clock.instant())));
  }

  /** The same content was found elsewhere; nobody needs to be told. */
  public Uni<Optional<TaskVersion>> moved(CatalogEntry seen, Found found) {
    return quietly(seen, placed(found));
  }

  /** A source has other content under this version, which stays as it is. */
  public Uni<Optional<TaskVersion>> disputed(CatalogEntry seen, Found rival) {
    return change(
        seen, set("dispute", new Dispute(rival.source(), rival.digest(), clock.instant())));
  }

  /** All sources agree again. */
  public Uni<Optional<TaskVersion>> settled(CatalogEntry seen) {
    return quietly(seen, unset("dispute"));
  }

  /** Events have told of these changes. */
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

  /** Takes it upon this replica to tell of a change; one at most is given to do so. */
  public Uni<Boolean> claimToAnnounce(TaskVersion version) {
    return versions()
        .updateOne(
            and(eq("_id", version.id), eq("revision", version.revision), eq("announced", false)),
            set("announced", true))
        .map(result -> result.getModifiedCount() > 0);
  }

  private Uni<Optional<TaskVersion>> change(CatalogEntry seen, Bson update) {
    return write(seen, combine(update, set("announced", false), set("changedAt", clock.instant())));
  }

  private Uni<Optional<TaskVersion>> quietly(CatalogEntry seen, Bson update) {
    return write(seen, update);
  }

  private Uni<Optional<TaskVersion>> write(CatalogEntry seen, Bson update) {
    return versions()
        .findOneAndUpdate(
            and(eq("_id", seen.id()), eq("revision", seen.revision())),
            combine(update, inc("revision", 1L)),
            AFTER)
        .map(Optional::ofNullable)
        .call(
            written -> {
              written.ifPresent(this::follow);
              return written.isPresent() ? Uni.createFrom().voidItem() : reload(Set.of(seen.id()));
            });
  }

  private void follow(TaskVersion stored) {
    catalog.follow(CatalogEntry.of(stored));
  }

  private static Bson placed(Found found) {
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
