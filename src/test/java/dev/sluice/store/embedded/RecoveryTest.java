package dev.sluice.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.store.embedded.disk.Journal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryTest {
  @TempDir Path directory;

  private Path journal() throws IOException {
    return Journal.file(directory, Journal.written(directory).get(0));
  }

  private void threeWritesThenKill() {
    StoreHarness killed = StoreHarness.open(directory);
    killed.insert("first", 0);
    killed.insert("a", 1);
    killed.insert("b", 2);
    killed.insert("c", 3);
    killed.kill();
  }

  @Test
  void open_afterACheckpoint_replaysLaterWrites() throws Exception {
    StoreHarness killed = StoreHarness.open(directory);
    killed.insert("first", 0);
    killed.insert("a", 1);
    killed.insert("gone", 1);
    killed.store.writes().checkpoint();
    killed.insert("b", 2);
    killed.delete("gone");
    killed.kill();

    try (StoreHarness reopened = StoreHarness.open(directory)) {
      assertThat(reopened.ids()).containsExactly("a", "b", "first");
    }
  }

  @Test
  void open_twice_isIdempotent() {
    threeWritesThenKill();
    for (int round = 0; round < 2; round++) {
      StoreHarness reopened = StoreHarness.open(directory);
      assertThat(reopened.ids()).containsExactly("a", "b", "c", "first");
      reopened.kill();
    }
  }

  @Test
  void open_recordCutOff_dropsIt() throws Exception {
    threeWritesThenKill();
    long size = Files.size(journal());
    try (FileChannel channel = FileChannel.open(journal(), StandardOpenOption.WRITE)) {
      channel.truncate(size - 5);
    }

    try (StoreHarness reopened = StoreHarness.open(directory)) {
      assertThat(reopened.ids()).containsExactly("a", "b", "first");
    }
  }

  @Test
  void open_headerCutOff_dropsIt() throws Exception {
    threeWritesThenKill();
    Files.write(journal(), new byte[] {0, 0, 0}, StandardOpenOption.APPEND);

    try (StoreHarness reopened = StoreHarness.open(directory)) {
      assertThat(reopened.ids()).containsExactly("a", "b", "c", "first");
    }
  }

  @Test
  void open_damagedRecord_isRefused() throws Exception {
    threeWritesThenKill();
    flip(journal(), 20);

    assertThatThrownBy(() -> StoreHarness.open(directory))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(journal().getFileName().toString());
  }

  @Test
  void open_damagedLength_isRefused() throws Exception {
    threeWritesThenKill();
    flip(journal(), 0);

    assertThatThrownBy(() -> StoreHarness.open(directory)).isInstanceOf(StoreException.class);
  }

  private static void flip(Path file, long position) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, position);
      one.put(0, (byte) ~one.get(0)).rewind();
      channel.write(one, position);
    }
  }

  @Test
  void open_missingStoreFile_isRefused() throws Exception {
    threeWritesThenKill();
    Files.delete(directory.resolve("store.mv"));

    assertThatThrownBy(() -> StoreHarness.open(directory))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("store.mv");
  }

  @Test
  void open_missingJournal_isRefused() throws Exception {
    threeWritesThenKill();
    Files.delete(journal());

    assertThatThrownBy(() -> StoreHarness.open(directory))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("journal-");
  }

  @Test
  void open_otherFile_isRefusedAndKept() throws Exception {
    Files.writeString(directory.resolve("store.mv"), "not a store, ".repeat(2_000));

    assertThatThrownBy(() -> StoreHarness.open(directory))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("store.mv");
    assertThat(directory.resolve("store.mv")).content().startsWith("not a store");
  }

  @Test
  void open_storeFileOlderByOneCheckpoint_replaysBothJournals() throws Exception {
    olderStoreFile(1);

    try (StoreHarness reopened = StoreHarness.open(directory)) {
      assertThat(reopened.ids()).containsExactly("a", "b0", "first");
    }
    try (StoreHarness reopened = StoreHarness.open(directory)) {
      assertThat(reopened.ids()).containsExactly("a", "b0", "first");
    }
  }

  @Test
  void open_storeFileOlderByTwoCheckpoints_isRefused() throws Exception {
    olderStoreFile(2);

    assertThatThrownBy(() -> StoreHarness.open(directory)).isInstanceOf(StoreException.class);
  }

  private void olderStoreFile(int checkpoints) throws IOException {
    StoreHarness killed = StoreHarness.open(directory);
    killed.insert("first", 0);
    killed.insert("a", 1);
    byte[] old = Files.readAllBytes(directory.resolve("store.mv"));
    for (int i = 0; i < checkpoints; i++) {
      killed.store.writes().checkpoint();
      killed.insert("b" + i, 2);
    }
    killed.kill();
    Files.write(directory.resolve("store.mv"), old);
  }

  @Test
  void open_journalEndsInZeros_isCutThere() throws Exception {
    threeWritesThenKill();
    long whole = Files.size(journal());
    Files.write(journal(), new byte[5_000], StandardOpenOption.APPEND);
    Path torn = journal();

    StoreHarness reopened = StoreHarness.open(directory);
    assertThat(reopened.ids()).containsExactly("a", "b", "c", "first");
    assertThat(torn).hasSize(whole);
    reopened.insert("d", 4);
    reopened.kill();

    try (StoreHarness again = StoreHarness.open(directory)) {
      assertThat(again.ids()).containsExactly("a", "b", "c", "d", "first");
    }
  }

  @Test
  void open_sectorOfTheJournalUnwritten_isCutThere() throws Exception {
    StoreHarness killed = StoreHarness.open(directory);
    killed.insert("a", 0);
    killed.insert("b", "x".repeat(3_000));
    killed.insert("c", 2);
    killed.kill();
    try (FileChannel channel = FileChannel.open(journal(), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(512), 1024);
    }

    try (StoreHarness reopened = StoreHarness.open(directory)) {
      assertThat(reopened.ids()).containsExactly("a");
    }
  }

  @Test
  void open_earlierOfTwoJournalsTorn_isRefused() throws Exception {
    olderStoreFile(1);
    Path earlier = Journal.file(directory, Journal.written(directory).get(0));
    try (FileChannel channel = FileChannel.open(earlier, StandardOpenOption.WRITE)) {
      channel.truncate(Files.size(earlier) - 1);
    }

    assertThatThrownBy(() -> StoreHarness.open(directory))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(earlier.getFileName().toString());
  }
}
