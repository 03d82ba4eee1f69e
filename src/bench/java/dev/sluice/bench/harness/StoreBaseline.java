package dev.sluice.bench.harness;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.sluice.files.DirectoryTree;
import dev.sluice.store.embedded.EmbeddedMongo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.bson.Document;

/**
 * Baseline: durable writes of one document by {@code _id} to an embedded store in this process,
 * through the driver over loopback, as each change of a job is.
 */
public final class StoreBaseline implements AutoCloseable {
  private static final int DOCUMENTS = 1_000;

  private final Path directory = Files.createTempDirectory("sluice-bench-store");
  private final EmbeddedMongo store = EmbeddedMongo.open(directory);
  private final MongoClient client =
      MongoClients.create(store.connectionString() + "&w=majority&journal=true");
  private final MongoCollection<Document> collection =
      client.getDatabase("bench").getCollection("writes");

  public StoreBaseline() throws IOException {
    String filler = "x".repeat(400);
    for (int i = 0; i < DOCUMENTS; i++) {
      collection.insertOne(new Document("_id", "job-" + i).append("n", 0).append("rest", filler));
    }
  }

  public void write(long number) {
    collection.updateOne(Filters.eq("_id", "job-" + number % DOCUMENTS), Updates.inc("n", 1));
  }

  /** Writes per second with {@code writers} threads. */
  public double rate(int writers, long millis) throws InterruptedException {
    AtomicLong writes = new AtomicLong();
    CountDownLatch done = new CountDownLatch(writers);
    long began = System.nanoTime();
    long until = began + millis * 1_000_000;
    for (int w = 0; w < writers; w++) {
      long seed = w * 17L;
      new Thread(
              () -> {
                for (long n = seed; System.nanoTime() < until; n++) {
                  write(n);
                  writes.incrementAndGet();
                }
                done.countDown();
              })
          .start();
    }
    done.await();
    return writes.get() / ((System.nanoTime() - began) / 1e9);
  }

  @Override
  public void close() throws IOException {
    client.close();
    store.close();
    DirectoryTree.delete(directory);
  }
}
