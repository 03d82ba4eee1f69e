package dev.sluice.task;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;

import com.mongodb.client.model.InsertManyOptions;
import dev.sluice.bundle.TaskBundle;
import dev.sluice.bundle.form.BundleWriter;
import dev.sluice.store.Stored;
import io.quarkus.mongodb.FindOptions;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The contents of tasks by digest: stored once, never changed. */
@Singleton
public final class Bundles {
  private final Clock clock;

  public Bundles(Clock clock) {
    this.clock = clock;
  }

  /**
   * Stores the bundles that are not stored yet. None of them is removed as an orphan for a while,
   * so that the caller can store versions that have them.
   */
  public Uni<Void> keep(List<TaskBundle> bundles) {
    if (bundles.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return bundles()
        .insertMany(
            bundles.stream().map(this::stored).toList(), new InsertManyOptions().ordered(false))
        .replaceWithVoid()
        .onFailure(Stored::isDuplicate)
        .recoverWithUni(() -> keepStored(bundles));
  }

  /** Stores them again if one was removed as an orphan since the insert met it. */
  private Uni<Void> keepStored(List<TaskBundle> bundles) {
    Set<String> digests =
        bundles.stream().map(TaskBundle::digest).collect(Collectors.toUnmodifiableSet());
    return bundles()
        .updateMany(in("_id", digests), unset("orphanSince"))
        .chain(
            found ->
                found.getMatchedCount() < digests.size()
                    ? keep(bundles)
                    : Uni.createFrom().voidItem());
  }

  /** Completes with null if no bundle has the digest. */
  public Uni<StoredBundle> find(String digest) {
    return bundles().find(eq("_id", digest)).collect().first();
  }

  /** Returns the stored ones of {@code digests}; their content was checked before. */
  public Uni<Set<String>> known(Collection<String> digests) {
    return bundles()
        .find(new FindOptions().filter(in("_id", digests)).projection(include("_id")))
        .map(stored -> stored.digest)
        .collect()
        .asList()
        .map(found -> found.stream().collect(Collectors.toUnmodifiableSet()));
  }

  /**
   * A page of the stored ones in the order of their digests, without their content.
   *
   * @param after the last digest of the page before; empty for the first page
   */
  Uni<List<StoredBundle>> page(String after, int limit) {
    return bundles()
        .find(
            new FindOptions()
                .filter(gt("_id", after))
                .sort(ascending("_id"))
                .limit(limit)
                .projection(include("orphanSince")))
        .collect()
        .asList();
  }

  /** Records that no version has them any more; an earlier time stays. */
  Uni<Void> orphaned(Collection<String> digests, Instant now) {
    return digests.isEmpty()
        ? Uni.createFrom().voidItem()
        : bundles()
            .updateMany(and(in("_id", digests), eq("orphanSince", null)), set("orphanSince", now))
            .replaceWithVoid();
  }

  /** Records that versions have them. */
  Uni<Void> adopted(Collection<String> digests) {
    return digests.isEmpty()
        ? Uni.createFrom().voidItem()
        : bundles().updateMany(in("_id", digests), unset("orphanSince")).replaceWithVoid();
  }

  /** Removes those that have been orphans since {@code since} or longer; returns how many. */
  Uni<Integer> remove(Collection<String> digests, Instant since) {
    return digests.isEmpty()
        ? Uni.createFrom().item(0)
        : bundles()
            .deleteMany(and(in("_id", digests), lte("orphanSince", since)))
            .map(result -> Math.toIntExact(result.getDeletedCount()));
  }

  private StoredBundle stored(TaskBundle bundle) {
    StoredBundle stored = new StoredBundle();
    stored.digest = bundle.digest();
    stored.task = TaskVersion.id(bundle.name(), bundle.version().toString());
    stored.zip = BundleWriter.zip(bundle);
    stored.storedAt = clock.instant();
    return stored;
  }

  private static ReactiveMongoCollection<StoredBundle> bundles() {
    return StoredBundle.mongoCollection();
  }
}
