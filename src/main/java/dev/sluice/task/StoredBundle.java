package dev.sluice.task;

import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import java.time.Instant;
import org.bson.codecs.pojo.annotations.BsonId;

/**
 * A task's content under its digest: never changed, and kept also when no version stands for it any
 * more, since jobs that pinned it may still run. Only {@link Bundles} writes.
 */
@MongoEntity(collection = "task_bundles")
public class StoredBundle extends ReactivePanacheMongoEntityBase {
  /** {@code sha256:…}. */
  @BsonId public String digest = "";

  /** {@code name@version}, which the digest covers too. */
  public String task = "";

  /** As workers fetch it. */
  public byte[] zip = new byte[0];

  public Instant storedAt = Instant.EPOCH;
}
