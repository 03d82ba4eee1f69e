package dev.sluice.bench;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.sluice.bench.harness.Benchmark;
import dev.sluice.bench.harness.Figure;
import dev.sluice.bench.harness.Options;
import dev.sluice.files.DirectoryTree;
import dev.sluice.store.embedded.EmbeddedMongo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;

/**
 * Measures the space that the embedded store takes on disk under writes at full speed to live data
 * of constant size: each client inserts a document, changes two others at random and deletes the
 * oldest. Baseline: the live data. It is the worst case, since every page of the file changes
 * between two checkpoints.
 */
final class StoreSpace implements Benchmark {
  private static final int CLIENTS = 4;

  /** Until then the files only grow, since no document has been written twice. */
  private static final int SETTLE_S = 10;

  private static final double MIB = 1 << 20;

  @Override
  public String name() {
    return "space";
  }

  @Override
  public String summary() {
    return "the embedded store's files under writes at full speed; baseline: the live data";
  }

  @Override
  public String options() {
    return "--documents 100000 --seconds 60";
  }

  @Override
  public List<Figure> run(Options options) throws Exception {
    int documents = options.number("documents", 100_000);
    int seconds = options.number("seconds", 60);
    Path directory = Files.createTempDirectory("sluice-bench-space");
    long size =
        new RawBsonDocument(document(0, documents), new DocumentCodec())
            .getByteBuffer()
            .remaining();
    double live = (double) documents * size;
    AtomicLong writes = new AtomicLong();
    long most = 0;
    double rate;
    try (EmbeddedMongo store = EmbeddedMongo.open(directory);
        MongoClient client =
            MongoClients.create(store.connectionString() + "&w=majority&journal=true")) {
      MongoCollection<Document> collection = client.getDatabase("bench").getCollection("space");
      for (int from = 0; from < documents; from += 1_000) {
        int first = from;
        collection.insertMany(
            IntStream.range(first, Math.min(first + 1_000, documents))
                .mapToObj(n -> document(n, n))
                .toList());
      }
      Load load = new Load(collection, documents, writes, seconds * 1_000L);
      load.start();
      Thread.sleep(SETTLE_S * 1_000L);
      long before = writes.get();
      long began = System.nanoTime();
      while (!load.ended()) {
        most = Math.max(most, onDisk(directory));
        Thread.sleep(100);
      }
      rate = (writes.get() - before) / ((System.nanoTime() - began) / 1e9);
      if (collection.countDocuments() != documents) {
        throw new IllegalStateException("the number of documents has changed");
      }
    }
    long closed = onDisk(directory);
    DirectoryTree.delete(directory);
    return List.of(
        Figure.of("space", "MiB on disk", most / MIB, live / MIB, "", null)
            .with("writes_per_s", rate)
            .with("document_bytes", size)
            .with("after_close_mib", closed / MIB));
  }

  private static Document document(long id, long n) {
    return new Document("_id", id).append("n", n).append("rest", "x".repeat(160));
  }

  private static long onDisk(Path directory) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        try {
          bytes += Files.size(file);
        } catch (NoSuchFileException e) {
          // A journal was deleted between the two calls.
        }
      }
    }
    return bytes;
  }

  /** The clients: each turn inserts the next document and deletes the oldest. */
  private record Load(
      MongoCollection<Document> collection,
      int documents,
      AtomicLong writes,
      long millis,
      AtomicLong next,
      CountDownLatch done,
      AtomicReference<RuntimeException> failure) {
    Load(MongoCollection<Document> collection, int documents, AtomicLong writes, long millis) {
      this(
          collection,
          documents,
          writes,
          millis,
          new AtomicLong(),
          new CountDownLatch(CLIENTS),
          new AtomicReference<>());
    }

    void start() {
      long until = System.nanoTime() + millis * 1_000_000;
      for (int c = 0; c < CLIENTS; c++) {
        new Thread(
                () -> {
                  try {
                    while (System.nanoTime() < until) {
                      turn(next.getAndIncrement());
                    }
                  } catch (RuntimeException e) {
                    failure.set(e);
                  } finally {
                    done.countDown();
                  }
                })
            .start();
      }
    }

    private void turn(long n) {
      collection.insertOne(document(n + documents, n));
      for (int i = 0; i < 2; i++) {
        // Neither a document that is about to be deleted nor a new one.
        long other = n + documents / 4 + ThreadLocalRandom.current().nextInt(documents / 2);
        collection.updateOne(Filters.eq("_id", other), Updates.inc("n", 1L));
      }
      collection.deleteOne(Filters.eq("_id", n));
      writes.addAndGet(4);
    }

    boolean ended() {
      if (failure.get() != null) {
        throw failure.get();
      }
      return done.getCount() == 0;
    }
  }
}
