package dev.sluice.replica;

import dev.sluice.store.Documents;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import java.time.Instant;
import org.bson.codecs.pojo.annotations.BsonId;

/** A server of this database, as long as it runs. */
@MongoEntity(collection = "servers")
public class Member extends ReactivePanacheMongoEntityBase {
  @BsonId public String id = "";

  /** When it started, by its clock; for people. */
  public Instant since = Instant.EPOCH;

  /** Grows while it runs: another value shows that it is alive. */
  public long renewals;

  /** The number of its next batch of signals. */
  public long nextBatch;

  /** Its collection. */
  public static ReactiveMongoCollection<Member> mongoCollection() {
    return Documents.of(Member.class);
  }
}
