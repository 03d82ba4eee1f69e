package dev.sluice.store;

import static com.mongodb.client.model.Indexes.ascending;

import com.mongodb.MongoSocketReadTimeoutException;
import com.mongodb.client.model.IndexOptions;
import dev.sluice.time.Serial;
import io.quarkus.mongodb.reactive.ReactiveMongoClient;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import org.bson.conversions.Bson;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The secondary indexes, each with the query that it serves. The embedded store builds them like
 * MongoDB.
 */
@Singleton
public final class Indexes {
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
          // The jobs that work on a file.
          new Index("jobs", ascending("fileId"), new IndexOptions().sparse(true)),
          // Reads by other GridFS tools.
          new Index("fs.chunks", ascending("files_id", "n")),
          // Idempotency keys past their time.
          new Index("idempotency", ascending("expiresAt")),
          // Changes of tasks that were not announced, when a server starts.
          new Index("tasks", ascending("announced", "changedAt")));

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

  /** Creates the indexes that do not exist yet, however long that takes. */
  public Uni<Void> ensure() {
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
