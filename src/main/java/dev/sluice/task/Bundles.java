package dev.sluice.task;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.client.model.InsertManyOptions;
import dev.sluice.bundle.TaskBundle;
import dev.sluice.bundle.form.BundleWriter;
import dev.sluice.store.Stored;
import io.quarkus.mongodb.FindOptions;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
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

  /** Stores the bundles that are not stored yet. */
  public Uni<Void> keep(List<TaskBundle> bundles) {
    if (bundles.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return bundles()
        .insertMany(
            bundles.stream().map(this::stored).toList(), new InsertManyOptions().ordered(false))
        .replaceWithVoid()
        .onFailure(Stored::isDuplicate)
        .recoverWithNull();
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
