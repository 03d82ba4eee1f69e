package dev.sluice.file;

import dev.sluice.store.Documents;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import java.time.Instant;
import org.bson.codecs.pojo.annotations.BsonId;
import org.jspecify.annotations.Nullable;

/**
 * A file as GridFS describes it. It is stored when all chunks are, and removed before them: a file
 * that has this document is complete. Only {@link GridFiles} writes.
 *
 * @see <a
 *     href="https://github.com/mongodb/specifications/blob/master/source/gridfs/gridfs-spec.md">the
 *     specification of GridFS</a>
 */
@MongoEntity(collection = "fs.files")
public class GridFile extends ReactivePanacheMongoEntityBase {
  @BsonId public String id = "";

  /** Bytes. */
  public long length;

  /** Bytes of each chunk but the last. */
  public int chunkSize;

  public Instant uploadDate = Instant.EPOCH;
  public String filename = "";
  public Metadata metadata = new Metadata("", "", null);

  /** The fields that GridFS leaves to the application. */
  public record Metadata(String contentType, String sha256, @Nullable String jobId) {}

  static GridFile of(StoredFile file) {
    GridFile stored = new GridFile();
    stored.id = file.id();
    stored.length = file.size();
    stored.chunkSize = file.chunkSize();
    stored.uploadDate = file.createdAt();
    stored.filename = file.filename();
    stored.metadata = new Metadata(file.contentType(), file.sha256(), file.jobId());
    return stored;
  }

  StoredFile file() {
    return new StoredFile(
        id,
        filename,
        metadata.contentType(),
        length,
        metadata.sha256(),
        uploadDate,
        metadata.jobId(),
        chunkSize);
  }

  /** Its collection. */
  public static ReactiveMongoCollection<GridFile> mongoCollection() {
    return Documents.of(GridFile.class);
  }
}
