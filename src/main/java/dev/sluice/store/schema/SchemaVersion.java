package dev.sluice.store.schema;

import dev.sluice.store.Documents;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import java.time.Instant;
import org.bson.codecs.pojo.annotations.BsonId;

/** The form of the stored data; one document, which is absent before the first migration. */
@MongoEntity(collection = "schema")
public class SchemaVersion extends ReactivePanacheMongoEntityBase {
  static final String ID = "schema";

  @BsonId public String id = ID;

  /** The number of the last migration that is done. */
  public int version;

  /** The version of Sluice that did it; for people. */
  public String migratedBy = "";

  /** When it was done, by the clock of that server; for people. */
  public Instant at = Instant.EPOCH;

  /** Its collection. */
  public static ReactiveMongoCollection<SchemaVersion> mongoCollection() {
    return Documents.of(SchemaVersion.class);
  }
}
