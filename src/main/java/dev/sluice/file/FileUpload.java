package dev.sluice.file;

import dev.sluice.store.Documents;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import java.time.Instant;
import org.bson.codecs.pojo.annotations.BsonId;

/**
 * A file whose chunks are being stored or removed. Stored before the first chunk and removed after
 * the last, so that the chunks of a server that died are found. Only {@link Uploads} writes.
 */
@MongoEntity(collection = "file_uploads")
public class FileUpload extends ReactivePanacheMongoEntityBase {
  /** That of the file. */
  @BsonId public String id = "";

  /** When its server last said that it goes on. */
  public Instant activeAt = Instant.EPOCH;

  /** Its chunks are being removed; no more may be stored. */
  public boolean removing;

  /** Its collection. */
  public static ReactiveMongoCollection<FileUpload> mongoCollection() {
    return Documents.of(FileUpload.class);
  }
}
