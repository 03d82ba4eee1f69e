package dev.sluice.file;

import dev.sluice.store.Documents;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import org.bson.codecs.pojo.annotations.BsonId;
import org.bson.codecs.pojo.annotations.BsonProperty;

/**
 * A part of a file. GridFS gives chunks ids without a meaning; these are computed from file and
 * number, so that a repeated insert stores a chunk once, and reading and deleting need no other
 * index. Only {@link GridChunks} writes.
 */
@MongoEntity(collection = "fs.chunks")
public class GridChunk extends ReactivePanacheMongoEntityBase {
  @BsonId public String id = "";

  @BsonProperty("files_id")
  public String fileId = "";

  /** Counts from 0. */
  public int n;

  public byte[] data = new byte[0];

  static GridChunk of(String fileId, int n, byte[] data) {
    GridChunk chunk = new GridChunk();
    chunk.id = id(fileId, n);
    chunk.fileId = fileId;
    chunk.n = n;
    chunk.data = data;
    return chunk;
  }

  /** Sorts by number. */
  static String id(String fileId, int n) {
    return "%s/%08x".formatted(fileId, n);
  }

  /** Its collection. */
  public static ReactiveMongoCollection<GridChunk> mongoCollection() {
    return Documents.of(GridChunk.class);
  }
}
