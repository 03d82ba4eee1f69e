package dev.sluice.store;

import static com.mongodb.client.model.Indexes.ascending;

import com.mongodb.MongoSocketReadTimeoutException;
import com.mongodb.client.model.IndexOptions;
import dev.sluice.time.Serial;
import io.quarkus.mongodb.reactive.ReactiveMongoClient;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The secondary indexes, each with the query that it serves. The embedded store builds them like
 * MongoDB.
 */
@Singleton
public final class Indexes {
  private static final Logger LOG = Logger.getLogger(Indexes.class);

  private static final List<Index> ALL =
      List.of(
          // The queued jobs in pages by id, when the backlog is filled; the number in each status.
          new Index("jobs", ascending("status", "_id")),
          // A worker's jobs, in lists.
          new Index("jobs", ascending("workerId", "status")),
          // Lists by time of creation.
          new Index("jobs", ascending("createdAt")),
          // Lists by tag.
          new Index("jobs", ascending("tags")),
          // The number of jobs that ended in the last minute.
          new Index("jobs", ascending("completedAt")),
          // Jobs to expire or to purge.
          new Index("jobs", ascending("expiresAt")),
          // The jobs that have pinned the content of a task.
          new Index("jobs", ascending("bundle"), new IndexOptions().sparse(true)),
          // Idempotency keys past their time.
          new Index("idempotency", ascending("expiresAt")),
          // Changes of tasks that were not announced, when a server starts.
          new Index("tasks", ascending("announced", "changedAt")));

  /** Indexes of earlier versions that serve no query: each costs every write of its collection. */
  private static final Map<String, Set<String>> OBSOLETE =
      Map.of("jobs", Set.of("status_1_priority_-1_queuedAt_1", "status_1_queuedAt_1"));

  private final ReactiveMongoClient client;
  private final String database;

  private record Index(String collection, Bson keys, IndexOptions options) {
    Index(String collection, Bson keys) {
      this(collection, keys, new IndexOptions());
    }
  }

  Indexes(
      ReactiveMongoClient client,
      @ConfigProperty(name = "quarkus.mongodb.database") String database) {
    this.client = client;
    this.database = database;
  }

  /**
   * Creates the indexes that do not exist yet, however long that takes, and drops those that only
   * earlier versions used.
   */
  public Uni<Void> ensure() {
    return create()
        .chain(() -> Serial.each(OBSOLETE.keySet(), this::dropObsolete))
        .replaceWithVoid();
  }

  private Uni<?> dropObsolete(String name) {
    ReactiveMongoCollection<Document> collection = client.getDatabase(database).getCollection(name);
    Set<String> obsolete = OBSOLETE.getOrDefault(name, Set.of());
    return collection
        .listIndexes()
        .map(index -> index.getString("name"))
        .filter(obsolete::contains)
        .collect()
        .asList()
        .chain(found -> Serial.each(found, index -> drop(collection, index)));
  }

  private static Uni<Void> drop(ReactiveMongoCollection<Document> collection, String index) {
    LOG.infof("dropping the index %s, which an earlier version made", index);
    return collection.dropIndex(index);
  }

  private Uni<Void> create() {
    return Serial.each(
            ALL,
            index ->
                client
                    .getDatabase(database)
                    .getCollection(index.collection())
                    .createIndex(index.keys(), index.options())
                    // The store goes on building; the same command waits for the end.
                    .onFailure(MongoSocketReadTimeoutException.class)
                    .retry()
                    .indefinitely())
        .replaceWithVoid();
  }
}
