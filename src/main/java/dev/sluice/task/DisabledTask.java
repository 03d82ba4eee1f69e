package dev.sluice.task;

import dev.sluice.store.Documents;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import java.time.Instant;
import org.bson.codecs.pojo.annotations.BsonId;

/**
 * The document of a task that takes no new jobs. It is apart from the versions, so that syncs do
 * not touch it. Only {@link DisabledTasks} writes.
 */
@MongoEntity(collection = "disabled_tasks")
public class DisabledTask extends ReactivePanacheMongoEntityBase {
  /** The name of the task. */
  @BsonId public String id = "";

  public Instant since = Instant.EPOCH;

  /** Its collection. */
  public static ReactiveMongoCollection<DisabledTask> mongoCollection() {
    return Documents.of(DisabledTask.class);
  }
}
