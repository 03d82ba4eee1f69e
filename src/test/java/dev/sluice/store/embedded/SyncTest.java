package dev.sluice.store.embedded;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.inc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import dev.sluice.store.embedded.disk.ForwardingDisk;
import dev.sluice.store.embedded.disk.Sync;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SyncTest {
  @TempDir Path directory;

  @Test
  void of_setting_isReadWithoutCase() {
    assertThat(Sync.of("full")).isEqualTo(Sync.FULL);
    assertThat(Sync.of(" Normal ")).isEqualTo(Sync.NORMAL);
    assertThatThrownBy(() -> Sync.of("fast"))
        .hasMessage("sluice.store.sync is 'fast'; it must be 'full' or 'normal'");
  }

  @Test
  void write_syncFull_isAcknowledgedOnceTheDiskHasIt() throws Exception {
    SlowDisk disk = new SlowDisk();
    try (EmbeddedMongo store = EmbeddedMongo.open(directory, disk, Sync.FULL);
        MongoClient client = MongoClients.create(store.connectionString())) {
      MongoCollection<Document> things = client.getDatabase("test").getCollection("things");
      things.insertOne(new Document("_id", 1));
      disk.slow = true;

      CompletableFuture<?> insert =
          CompletableFuture.runAsync(() -> things.insertOne(new Document("_id", 2)));
      disk.reached.await();
      CompletableFuture<?> update =
          CompletableFuture.runAsync(() -> things.updateOne(eq("_id", 2), inc("n", 1)));
      assertThat(things.find(eq("_id", 2)).first()).as("a read waits for no disk").isNotNull();
      assertThat(insert).isNotDone();
      disk.go.countDown();

      insert.join();
      update.join();
    }
    try (EmbeddedMongo store = EmbeddedMongo.open(directory);
        MongoClient client = MongoClients.create(store.connectionString())) {
      assertThat(client.getDatabase("test").getCollection("things").find())
          .containsExactly(new Document("_id", 1), new Document("_id", 2).append("n", 1));
    }
  }

  @Test
  void write_diskFailsToForceTheJournal_isNotAcknowledgedAndClosesTheStore() {
    FailingDisk disk = new FailingDisk();
    try (EmbeddedMongo store = EmbeddedMongo.open(directory, disk, Sync.FULL);
        MongoClient client = MongoClients.create(store.connectionString())) {
      MongoCollection<Document> things = client.getDatabase("test").getCollection("things");
      things.insertOne(new Document("_id", 1));
      disk.failsToForce = true;

      assertThatThrownBy(() -> things.insertOne(new Document("_id", 2)))
          .isInstanceOfSatisfying(MongoException.class, e -> assertThat(e.getCode()).isEqualTo(91));
      assertThat(EmbeddedMongo.hasFailed()).isTrue();
    }
    assertThat(EmbeddedMongo.hasFailed()).isFalse();
  }

  /** Waits in the middle of forcing a journal. */
  private static final class SlowDisk extends ForwardingDisk {
    final CountDownLatch reached = new CountDownLatch(1);
    final CountDownLatch go = new CountDownLatch(1);
    volatile boolean slow;

    @Override
    public JournalFile create(Path file) throws IOException {
      return new ForwardingFile(LOCAL.create(file)) {
        @Override
        public void force() throws IOException {
          if (slow) {
            reached.countDown();
            try {
              go.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
          }
          super.force();
        }
      };
    }
  }
}
