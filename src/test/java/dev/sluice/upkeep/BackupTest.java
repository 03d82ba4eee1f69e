package dev.sluice.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.store.embedded.StoreException;
import dev.sluice.store.embedded.StoreImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
  private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

  @TempDir Path directory;

  @Test
  void ofImage_killedStore_hasTheJournalsTooAndChangesNoFile() throws IOException {
    // Given a store whose last writes are in its journal only
    Path killed;
    Map<String, Document> written;
    try (StoreFixture store = StoreFixture.open(directory.resolve("data"))) {
      store.job("a", 12, LATER);
      store.job("b", 7, LATER);
      killed = store.killedAt(directory.resolve("killed"));
      written = store.documents();
    }
    Map<String, byte[]> before = StoreFixture.files(killed);

    // When
    try (StoreImage image = StoreImage.read(killed)) {
      Backup.to(directory.resolve("copy")).ofImage(image, Progress.NONE);
    }

    // Then
    assertThat(StoreFixture.files(killed)).containsExactlyEntriesOf(before);
    assertThat(StoreFixture.files(directory.resolve("copy"))).containsOnlyKeys("store.mv");
    assertThat(written).hasSize(21);
    assertThatCopyHas(written);
  }

  private void assertThatCopyHas(Map<String, Document> documents) {
    try (StoreFixture copy = StoreFixture.open(directory.resolve("copy"))) {
      assertThat(copy.documents()).isEqualTo(documents);
    }
  }

  @Test
  void ofStream_whileWritten_isThePrefixAsOfOneInstant() throws Exception {
    try (StoreFixture store = StoreFixture.open(directory.resolve("data"))) {
      // Given a writer that inserts a job and then counts it
      store.jobs().insertOne(new Document("_id", "counter").append("n", 0));
      AtomicInteger acknowledged = new AtomicInteger();
      AtomicBoolean enough = new AtomicBoolean();
      Thread writer = new Thread(() -> write(store, acknowledged, enough));
      writer.start();
      await(acknowledged, 500);

      // When
      int before = acknowledged.get();
      byte[] sent;
      try (StoreImage image = store.store.image()) {
        await(acknowledged, before + 200);
        sent = encode(image);
      }
      enough.set(true);
      writer.join();
      Backup.to(directory.resolve("copy")).ofStream(new ByteArrayInputStream(sent), Progress.NONE);

      // Then
      try (StoreFixture copy = StoreFixture.open(directory.resolve("copy"))) {
        int jobs = (int) copy.jobs().countDocuments() - 1;
        Document counter = copy.jobs().find(new Document("_id", "counter")).first();
        assertThat(counter).isNotNull();
        assertThat(jobs).isBetween(before, before + 2);
        assertThat(counter.getInteger("n")).isBetween(jobs - 1, jobs);
        for (int i = 0; i < jobs; i++) {
          assertThat(copy.jobs().countDocuments(new Document("_id", "job-" + i))).isEqualTo(1);
        }
      }
    }
  }

  private static void write(StoreFixture store, AtomicInteger acknowledged, AtomicBoolean enough) {
    for (int i = 0; !enough.get(); i++) {
      store.jobs().insertOne(new Document("_id", "job-" + i).append("text", "x".repeat(500)));
      store
          .jobs()
          .updateOne(new Document("_id", "counter"), new Document("$inc", new Document("n", 1)));
      acknowledged.incrementAndGet();
    }
  }

  private static void await(AtomicInteger counter, int value) {
    while (counter.get() < value) {
      Thread.onSpinWait();
    }
  }

  private static byte[] encode(StoreImage image) {
    ImageEncoder encoder = new ImageEncoder(image);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] record = encoder.next(); record.length > 0; record = encoder.next()) {
      all.writeBytes(record);
    }
    return all.toByteArray();
  }

  @Test
  void ofStream_cutOffOrDamaged_leavesNothing() throws IOException {
    byte[] sent;
    try (StoreFixture store = StoreFixture.open(directory.resolve("data"))) {
      store.job("a", 12, LATER);
      try (StoreImage image = store.store.image()) {
        sent = encode(image);
      }
    }
    byte[] damaged = sent.clone();
    damaged[sent.length / 2] ^= 1;

    assertThatFails(new ByteArrayInputStream(Arrays.copyOf(sent, sent.length - 5)), "ended before");
    assertThatFails(new ByteArrayInputStream(damaged), "damaged");
    assertThatFails(new ByteArrayInputStream("<html>".repeat(9).getBytes()), "not a backup");
    assertThatFails(failing(sent), "No space left on device");
    assertThat(directory).isDirectoryNotContaining(path -> !path.endsWith("data"));
  }

  private void assertThatFails(InputStream in, String message) throws IOException {
    Backup backup = Backup.to(directory.resolve("copy"));

    assertThatThrownBy(() -> backup.ofStream(in, Progress.NONE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }

  private static InputStream failing(byte[] sent) {
    return new FilterInputStream(new ByteArrayInputStream(sent)) {
      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        if (in.available() < sent.length / 2) {
          throw new IOException("No space left on device");
        }
        return super.read(bytes, offset, length);
      }
    };
  }

  @Test
  void to_directoryWithFiles_isRefused() throws IOException {
    Files.writeString(directory.resolve("file"), "");

    assertThatThrownBy(() -> Backup.to(directory)).isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> Backup.to(directory.resolve("file")))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void read_storeInUse_isRefused() {
    try (StoreFixture store = StoreFixture.open(directory.resolve("data"))) {
      assertThatThrownBy(() -> StoreImage.read(directory.resolve("data")))
          .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.isInUse()).isTrue());
      assertThat(store.documents()).isEmpty();
    }
  }
}
