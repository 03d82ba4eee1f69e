package dev.sluice.upkeep;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import dev.sluice.store.embedded.EmbeddedMongo;
import dev.sluice.store.embedded.StoreImage;
import dev.sluice.store.embedded.maps.StoredValueType;
import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.output.OutputFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bson.Document;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/** A running store with jobs and output, as a server keeps them. */
final class StoreFixture implements AutoCloseable {
  final EmbeddedMongo store;
  private final MongoClient client;
  private final Path directory;

  private StoreFixture(Path directory) {
    this.directory = directory;
    this.store = EmbeddedMongo.open(directory);
    this.client = MongoClients.create(store.connectionString());
  }

  static StoreFixture open(Path directory) {
    return new StoreFixture(directory);
  }

  MongoCollection<Document> jobs() {
    return client.getDatabase("sluice").getCollection("jobs");
  }

  MongoCollection<Document> output() {
    return client.getDatabase("sluice").getCollection("output");
  }

  /** A job with one attempt, which printed {@code chunks} lines. */
  void job(String id, int chunks, Instant expiresAt) {
    Document attempt = new Document("number", 1).append("chunks", (long) chunks);
    jobs()
        .insertOne(
            new Document("_id", id)
                .append("attempts", List.of(attempt))
                .append("expiresAt", Date.from(expiresAt)));
    long offset = 0;
    long size = 0;
    List<Document> all = new ArrayList<>();
    for (int seq = 0; seq < chunks; seq++) {
      byte[] text = ("line " + seq + "\n").getBytes(StandardCharsets.UTF_8);
      ByteBuffer frames = ByteBuffer.allocate(OutputFrame.HEADER_BYTES + text.length);
      OutputFrame.writeHeader(frames, OutputChannel.STDOUT, 0, text.length);
      frames.put(text);
      all.add(
          new Document("_id", id + "/1/" + seq)
              .append("offset", offset)
              .append("sizeBefore", size)
              .append("bytes", text.length)
              .append("truncated", false)
              .append("frames", frames.array()));
      offset += text.length;
      size += frames.capacity();
    }
    if (!all.isEmpty()) {
      output().insertMany(all);
    }
  }

  /** All documents by collection and id. */
  Map<String, Document> documents() {
    Map<String, Document> all = new TreeMap<>();
    jobs().find().forEach(job -> all.put("jobs " + job.get("_id"), job));
    output().find().forEach(chunk -> all.put("output " + chunk.get("_id"), chunk));
    return all;
  }

  /** As the server does. */
  void index(String field) {
    jobs().createIndex(new Document(field, 1));
  }

  /**
   * Changes the entries of an index in the file of a store that is closed.
   *
   * @param index name of an index of the jobs
   */
  static void tamper(Path directory, String index, Consumer<MVMap<Object, Object>> change)
      throws IOException {
    MVStore store =
        new MVStore.Builder().fileName(directory.resolve(StoreImage.FILE).toString()).open();
    change.accept(
        store.openMap(
            "entries/sluice.jobs/" + index,
            new MVMap.Builder<>()
                .keyType(StoredValueType.INSTANCE)
                .valueType(StoredValueType.INSTANCE)));
    store.close();
    // It names the version before the change.
    Files.delete(directory.resolve("store.forced"));
  }

  /** The directory as a process leaves it that is killed now, while no write runs. */
  Path killedAt(Path copy) throws IOException {
    Files.createDirectories(copy);
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return copy;
  }

  /** The content of each file of a directory. */
  static Map<String, byte[]> files(Path directory) throws IOException {
    Map<String, byte[]> all = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        all.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return all;
  }

  @Override
  public void close() {
    client.close();
    store.close();
  }
}
