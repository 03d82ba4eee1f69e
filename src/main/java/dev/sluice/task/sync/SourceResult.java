package dev.sluice.task.sync;

import dev.sluice.store.Documents;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import java.time.Instant;
import org.bson.codecs.pojo.annotations.BsonId;

/** The result of a source's last sync, as stored. Only {@link SourceResults} writes. */
@MongoEntity(collection = "task_sources")
public class SourceResult extends ReactivePanacheMongoEntityBase {
  /** The source's configured name. */
  @BsonId public String name = "";

  /** Time of the last sync in which the source took part. */
  public Instant syncedAt = Instant.EPOCH;

  /** The result, as the text of its JSON. */
  public String status = "{}";

  /** Its collection. */
  public static ReactiveMongoCollection<SourceResult> mongoCollection() {
    return Documents.of(SourceResult.class);
  }
}
