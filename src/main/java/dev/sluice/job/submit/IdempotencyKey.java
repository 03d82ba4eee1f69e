package dev.sluice.job.submit;

import dev.sluice.store.Documents;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import java.time.Instant;
import java.util.List;
import org.bson.codecs.pojo.annotations.BsonId;

/** A client's {@code Idempotency-Key} and the jobs it stands for; one document per key. */
@MongoEntity(collection = "idempotency")
public class IdempotencyKey extends ReactivePanacheMongoEntityBase {
  @BsonId public String key = "";

  /** One id per entry of a batch, in order; one for a single submission. */
  public List<String> jobIds = List.of();

  /** SHA-256 of the body, hex: the same key with another body is refused. */
  public String digest = "";

  public Instant expiresAt = Instant.EPOCH;

  /** Its collection. */
  public static ReactiveMongoCollection<IdempotencyKey> mongoCollection() {
    return Documents.of(IdempotencyKey.class);
  }
}
