package dev.sluice.file;

import static com.mongodb.client.model.Filters.eq;
import static dev.sluice.time.Awaiting.result;

import dev.sluice.time.Settings;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bson.Document;

/** Files and their content, for tests. */
public final class Files {
  /** Bytes; longer than two chunks. */
  public static final int SEVERAL_CHUNKS = 2 * GridChunks.SIZE + 4_711;

  private Files() {}

  public static FileStore store(Clock clock, Timers timers, Map<String, String> settings) {
    return new FileStore(
        new GridFiles(),
        new GridChunks(),
        new Uploads(clock),
        Settings.of(FileConfig.class, settings),
        clock,
        timers);
  }

  public static NewFile named(String name) {
    return new NewFile(name, NewFile.BYTES, null);
  }

  /** The same bytes for the same length. */
  public static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  public static Multi<Buffer> content(byte[] bytes) {
    return Multi.createFrom().iterable(parts(bytes));
  }

  /** Of a length that divides no chunk. */
  static List<Buffer> parts(byte[] bytes) {
    int length = 10_007;
    List<Buffer> parts = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += length) {
      parts.add(Buffer.buffer(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + length))));
    }
    return parts;
  }

  public static byte[] read(FileStore store, StoredFile file, long from, long toInclusive) {
    Buffer all = Buffer.buffer();
    result(store.read(file, from, toInclusive).invoke(all::appendBuffer).onItem().ignoreAsUni());
    return all.getBytes();
  }

  static long chunksOf(String fileId) {
    return result(GridChunk.mongoCollection().countDocuments(eq("files_id", fileId)));
  }

  static List<GridChunk> allChunks() {
    return result(GridChunk.mongoCollection().find().collect().asList());
  }

  static List<FileUpload> uploads() {
    return result(FileUpload.mongoCollection().find().collect().asList());
  }

  /** Chunks that are stored. */
  public static int chunks() {
    return allChunks().size();
  }

  public static void removeAll() {
    result(GridFile.mongoCollection().deleteMany(new Document()));
    result(GridChunk.mongoCollection().deleteMany(new Document()));
    result(FileUpload.mongoCollection().deleteMany(new Document()));
  }
}
