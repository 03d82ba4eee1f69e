package dev.sluice.task.sync;

import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import java.time.Instant;
import org.bson.codecs.pojo.annotations.BsonId;

/** How a source did last, kept over restarts. Only {@link SourceStates} writes. */
@MongoEntity(collection = "task_sources")
public class SourceState extends ReactivePanacheMongoEntityBase {
  /** The source's configured name. */
  @BsonId public String name = "";

  /** The last sync that it had a part in. */
  public Instant syncedAt = Instant.EPOCH;

  /** What came of the last sync, as the text of its JSON. */
  public String status = "{}";
}
