package dev.sluice.task;

import dev.sluice.store.Documents;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import java.time.Instant;
import org.bson.codecs.pojo.annotations.BsonId;
import org.jspecify.annotations.Nullable;

/**
 * A task's content under its digest. It never changes. When no version has the digest any more it
 * stays for a while, and while a job that pinned it is kept; then {@link OrphanBundles} removes it.
 * Only {@link Bundles} writes.
 */
@MongoEntity(collection = "task_bundles")
public class StoredBundle extends ReactivePanacheMongoEntityBase {
  /** {@code sha256:…}. */
  @BsonId public String digest = "";

  /** {@code name@version}; the digest covers it. */
  public String task = "";

  /** The ZIP that workers fetch. */
  public byte[] zip = new byte[0];

  public Instant storedAt = Instant.EPOCH;

  /** When no version was found to have it; absent while one has it. */
  public @Nullable Instant orphanSince;

  /** Its collection. */
  public static ReactiveMongoCollection<StoredBundle> mongoCollection() {
    return Documents.of(StoredBundle.class);
  }
}
