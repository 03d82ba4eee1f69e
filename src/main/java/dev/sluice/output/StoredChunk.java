package dev.sluice.output;

import dev.sluice.store.Documents;
import dev.sluice.wire.output.OutputTotals;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import org.bson.codecs.pojo.annotations.BsonId;

/**
 * The document of a chunk. Its id is computed from job, attempt and number, so a repeated append
 * stores it once and reading needs no other index.
 */
@MongoEntity(collection = "output")
public class StoredChunk extends ReactivePanacheMongoEntityBase {
  @BsonId public String id = "";

  /** Bytes of output before this chunk, in the same attempt. */
  public long offset;

  /** Bytes of frames before this chunk, in the same attempt; 0 if an earlier version stored it. */
  public long sizeBefore;

  /** Bytes of output in this chunk. */
  public int bytes;

  /** Nothing follows in this attempt: the limit is reached. */
  public boolean truncated;

  /**
   * No chunk but the end of the log: a server that ends the attempt has taken this number, so that
   * no chunk of it can be stored any more.
   */
  public boolean closing;

  /** As they came over the wire. */
  public byte[] frames = new byte[0];

  /** The id of a chunk. */
  public static String id(String jobId, int attempt, long seq) {
    return jobId + "/" + attempt + "/" + seq;
  }

  /** The document that closes a log at its end. */
  static StoredChunk closing(String jobId, int attempt, OutputTotals totals) {
    StoredChunk closing = new StoredChunk();
    closing.id = id(jobId, attempt, totals.chunks());
    closing.offset = totals.bytes();
    closing.closing = true;
    return closing;
  }

  LogChunk chunk(int attempt, long seq) {
    return new LogChunk(attempt, seq, offset, Math.max(offset, sizeBefore), truncated, frames);
  }

  /** Its collection. */
  public static ReactiveMongoCollection<StoredChunk> mongoCollection() {
    return Documents.of(StoredChunk.class);
  }
}
