package dev.sluice.replica.lead;

import dev.sluice.store.Documents;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import java.time.Instant;
import org.bson.codecs.pojo.annotations.BsonId;

/**
 * The lease of the leader; one document. It names no time at which it ends (see {@link Election}).
 */
@MongoEntity(collection = "leader")
public class LeaderLease extends ReactivePanacheMongoEntityBase {
  static final String ID = "leader";

  @BsonId public String id = ID;

  /** Grows by one with each change of the leader. */
  public long epoch;

  /** The id of the server that leads; empty after it has resigned. */
  public String holder = "";

  /** How often the holder has renewed the lease: another value shows that it is alive. */
  public long renewals;

  /** When the holder took it, by its clock; for people. */
  public Instant since = Instant.EPOCH;

  /** Whether both are the same lease, not renewed in between. */
  boolean isSameAs(LeaderLease other) {
    return epoch == other.epoch && renewals == other.renewals && holder.equals(other.holder);
  }

  /** Its collection. */
  public static ReactiveMongoCollection<LeaderLease> mongoCollection() {
    return Documents.of(LeaderLease.class);
  }
}
