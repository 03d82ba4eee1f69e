package dev.sluice.store.schema;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import dev.sluice.store.Stored;
import dev.sluice.time.Serial;
import io.quarkus.arc.All;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jboss.logging.Logger;

/**
 * Brings the stored data into the form of this version. Every server refuses data that is newer
 * than it knows; the leader alone migrates data that is older, one numbered step after another.
 */
@Singleton
public final class Migrations {
  private static final Logger LOG = Logger.getLogger(Migrations.class);

  private final List<Migration> all;
  private final Clock clock;

  /**
   * @throws IllegalStateException if the numbers are not 1 to n
   */
  public Migrations(@All List<Migration> found, Clock clock) {
    this.all = found.stream().sorted(Comparator.comparingInt(Migration::number)).toList();
    this.clock = clock;
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).number() != i + 1) {
        throw new IllegalStateException("no migration " + (i + 1) + ", or two of it");
      }
    }
  }

  /** Fails with {@link NewerSchemaException} if a newer version has migrated the stored data. */
  public Uni<Void> requireKnown() {
    return version().replaceWithVoid();
  }

  /**
   * Does the migrations that are due, in their order. A server that takes over from another does
   * the one again that was under way.
   */
  public Uni<Void> run() {
    return version()
        .chain(
            done ->
                Serial.each(
                    all.stream().filter(migration -> migration.number() > done).toList(),
                    this::run))
        .replaceWithVoid();
  }

  private Uni<Integer> version() {
    return versions()
        .find(eq("_id", SchemaVersion.ID))
        .collect()
        .first()
        .map(stored -> stored == null ? 0 : known(stored));
  }

  private int known(SchemaVersion stored) {
    if (stored.version > all.size()) {
      throw new NewerSchemaException(stored.version, all.size(), stored.migratedBy);
    }
    return stored.version;
  }

  private Uni<Void> run(Migration migration) {
    LOG.infof("migration %d: %s", migration.number(), migration.what());
    return migration
        .run()
        .chain(() -> migration.number() == 1 ? insert() : advance(migration.number()))
        .invoke(() -> LOG.debugf("migration %d is done", migration.number()));
  }

  private Uni<Void> insert() {
    SchemaVersion first = new SchemaVersion();
    first.version = 1;
    first.migratedBy = release();
    first.at = clock.instant();
    return versions()
        .insertOne(first)
        .replaceWithVoid()
        .onFailure(Stored::isDuplicate)
        .recoverWithNull();
  }

  /** Changes nothing if another server has been faster. */
  private Uni<Void> advance(int to) {
    return versions()
        .updateOne(
            and(eq("_id", SchemaVersion.ID), eq("version", to - 1)),
            combine(set("version", to), set("migratedBy", release()), set("at", clock.instant())))
        .replaceWithVoid();
  }

  private static String release() {
    return Objects.requireNonNullElse(
        Migrations.class.getPackage().getImplementationVersion(), "unknown");
  }

  private static ReactiveMongoCollection<SchemaVersion> versions() {
    return SchemaVersion.mongoCollection();
  }
}
