package dev.sluice.store.embedded;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.inc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import dev.sluice.store.embedded.disk.ForwardingDisk;
import dev.sluice.store.embedded.disk.Sync;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.bson.Document;
import org.h2.mvstore.DataUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskFullTest {
  @TempDir Path directory;

  @Test
  void write_fullDisk_isRefusedUntilThereIsSpace() {
    FillingDisk disk = new FillingDisk();
    try (EmbeddedMongo store = EmbeddedMongo.open(directory, disk, Sync.NORMAL);
        MongoClient client = MongoClients.create(store.connectionString())) {
      MongoCollection<Document> things = client.getDatabase("test").getCollection("things");
      things.insertOne(new Document("_id", 1).append("n", 1));

      disk.full = true;
      assertThatThrownBy(() -> things.insertOne(new Document("_id", 2)))
          .isInstanceOfSatisfying(
              MongoCommandException.class, e -> assertThat(e.getCode()).isEqualTo(14031));
      assertThatThrownBy(() -> things.updateOne(eq("_id", 1), inc("n", 1)))
          .isInstanceOf(MongoCommandException.class);
      assertThatThrownBy(() -> things.deleteOne(eq("_id", 1)))
          .isInstanceOf(MongoCommandException.class);
      assertThat(things.find()).containsExactly(new Document("_id", 1).append("n", 1));

      disk.full = false;
      things.insertOne(new Document("_id", 2));
      things.updateOne(eq("_id", 1), inc("n", 1));
    }
    assertThatOnlyAcknowledgedWritesRemain();
  }

  private void assertThatOnlyAcknowledgedWritesRemain() {
    try (EmbeddedMongo store = EmbeddedMongo.open(directory);
        MongoClient client = MongoClients.create(store.connectionString())) {
      assertThat(client.getDatabase("test").getCollection("things").find())
          .containsExactly(new Document("_id", 1).append("n", 2), new Document("_id", 2));
    }
  }

  @Test
  void append_afterAPartlyWrittenRecord_isReadable() {
    FillingDisk disk = new FillingDisk();
    StoreHarness killed = StoreHarness.open(directory, disk);
    killed.insert("a", 1);
    killed.insert("b", 1);
    disk.full = true;
    assertThat(killed.insert("lost", "x".repeat(1_000))).containsEntry("code", 14031);
    disk.full = false;
    killed.insert("c", 1);
    killed.kill();

    try (StoreHarness reopened = StoreHarness.open(directory)) {
      assertThat(reopened.ids()).containsExactly("a", "b", "c");
    }
  }

  @Test
  void watchSpace_littleSpace_refusesWritesInTime() {
    FillingDisk disk = new FillingDisk();
    try (StoreHarness store = StoreHarness.open(directory, disk)) {
      store.insert("a", 1);
      disk.usable = 1_000_000;
      store.store.writes().watchSpace();
      assertThat(store.insert("b", 1)).containsEntry("code", 14031);
      assertThat(store.ids()).containsExactly("a");

      disk.usable = Long.MAX_VALUE;
      store.store.writes().watchSpace();
      store.insert("b", 1);
      assertThat(store.ids()).containsExactly("a", "b");
    }
  }

  @Test
  void insert_newCollectionWithoutSpace_isNotAcknowledged() {
    FillingDisk disk = new FillingDisk();
    StoreHarness killed = StoreHarness.open(directory, disk);
    disk.usable = 0;
    assertThat(killed.insert("a", 1)).containsEntry("code", 14031);
    assertThat(killed.insert("b", 1)).containsEntry("code", 14031);
    disk.usable = Long.MAX_VALUE;
    killed.store.writes().watchSpace();
    killed.insert("c", 1);
    killed.kill();

    try (StoreHarness reopened = StoreHarness.open(directory)) {
      assertThat(reopened.ids()).containsExactly("a", "c");
    }
  }

  @Test
  void checkpoint_exhaustedHeap_isReportedAsSuch() {
    FillingDisk disk = new FillingDisk();
    try (StoreHarness store = StoreHarness.open(directory, disk)) {
      store.insert("a", 1);
      store.insert("b", 1);
      disk.heapIsFull = true;
      store.store.writes().checkpointIfChanged();
      assertThat(store.insert("c", 1))
          .containsEntry("code", 146)
          .containsEntry("codeName", "ExceededMemoryLimit");
      assertThat(store.ids()).containsExactly("a", "b");

      disk.heapIsFull = false;
      store.store.writes().watchSpace();
      store.insert("c", 1);
      assertThat(store.ids()).containsExactly("a", "b", "c");
    }
  }

  /** Writes half of a record and then fails as a full disk does. */
  private static final class FillingDisk extends ForwardingDisk {
    volatile boolean full;
    volatile long usable = Long.MAX_VALUE;

    /** Fails as MVStore does: with an error of its own, whose cause is the exhausted heap. */
    volatile boolean heapIsFull;

    @Override
    public JournalFile create(Path file) throws IOException {
      if (heapIsFull) {
        Throwable cause = new OutOfMemoryError("Java heap space");
        int code = DataUtils.ERROR_INTERNAL;
        throw new IOException(
            "Cannot write", DataUtils.newMVStoreException(code, "{0}", cause.toString(), cause));
      }
      return new ForwardingFile(LOCAL.create(file)) {
        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
          if (full) {
            super.write(bytes.slice(0, bytes.remaining() / 2), position);
            throw new IOException("No space left on device");
          }
          super.write(bytes, position);
        }
      };
    }

    @Override
    public long usableBytes(Path path) {
      return usable;
    }
  }
}
