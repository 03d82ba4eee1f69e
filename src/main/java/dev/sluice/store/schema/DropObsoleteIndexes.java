package dev.sluice.store.schema;

import dev.sluice.time.Serial;
import io.quarkus.mongodb.reactive.ReactiveMongoClient;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Set;
import org.bson.Document;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Drops indexes of jobs that serve no query any more: each costs every write of a job. */
@Singleton
final class DropObsoleteIndexes implements Migration {
  private static final Logger LOG = Logger.getLogger(DropObsoleteIndexes.class);

  private static final Set<String> OBSOLETE =
      Set.of("status_1_priority_-1_queuedAt_1", "status_1_queuedAt_1");

  private final ReactiveMongoClient client;
  private final String database;

  DropObsoleteIndexes(
      ReactiveMongoClient client,
      @ConfigProperty(name = "quarkus.mongodb.database") String database) {
    this.client = client;
    this.database = database;
  }

  @Override
  public int number() {
    return 1;
  }

  @Override
  public String what() {
    return "drops indexes that serve no query";
  }

  @Override
  public Uni<Void> run() {
    ReactiveMongoCollection<Document> jobs = client.getDatabase(database).getCollection("jobs");
    return jobs.listIndexes()
        .map(index -> index.getString("name"))
        .filter(OBSOLETE::contains)
        .collect()
        .asList()
        .chain(found -> Serial.each(found, index -> drop(jobs, index)))
        .replaceWithVoid();
  }

  private static Uni<Void> drop(ReactiveMongoCollection<Document> jobs, String index) {
    LOG.infof("dropping the index %s, which an earlier version made", index);
    return jobs.dropIndex(index);
  }
}
