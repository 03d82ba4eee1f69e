package dev.sluice.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.bwaldvogel.mongo.bson.Document;
import dev.sluice.store.embedded.NotStoredException.Shortage;
import dev.sluice.store.embedded.disk.ForwardingDisk;
import dev.sluice.store.embedded.disk.Journal;
import dev.sluice.store.embedded.maps.ChangeSet;
import dev.sluice.store.embedded.maps.Maps;
import dev.sluice.store.embedded.maps.StoredMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Errors of the JVM in the middle of a command. */
class WritesTest {
  private static final Document DONE = new Document("ok", 1);

  @TempDir Path directory;

  private final ExhaustedHeapDisk disk = new ExhaustedHeapDisk();
  private final ChangeSet changes = new ChangeSet();
  private StoreFile file;
  private StoredMap map;
  private Writes writes;

  @BeforeEach
  void open() throws Exception {
    file = StoreFile.open(directory, disk);
    Maps maps = new Maps(file.store(), changes);
    long newest = new Recovery(directory, disk, file, maps).run();
    map = maps.documents("test.things");
    writes = new Writes(directory, file, maps, changes, new Journal(directory, disk, newest), disk);
    writes.checkpoint();
    perform("old", "value");
  }

  @AfterEach
  void close() {
    file.abandon();
  }

  private void perform(Object key, Object value) throws NotStoredException {
    writes.perform(
        () -> {
          map.put(key, value);
          return DONE;
        });
  }

  private void assertThatOnlyTheOldValueIsThere() throws Exception {
    assertThat(map).containsOnlyKeys("old", "later").containsEntry("old", "value");
    file.abandon();
    try (StoreHarness reopened = StoreHarness.open(directory)) {
      assertThat(reopened.store.file().store().openMap("documents/test.things").keyList())
          .isEqualTo(List.of("later", "old"));
    }
  }

  @Test
  void perform_heapRunsOutHalfWay_undoesTheCommand() throws Exception {
    assertThatThrownBy(
            () ->
                writes.perform(
                    () -> {
                      map.put("new", 1);
                      map.put("old", "other");
                      map.remove("old");
                      throw new OutOfMemoryError("Java heap space");
                    }))
        .isInstanceOfSatisfying(
            NotStoredException.class, e -> assertThat(e.shortage()).isEqualTo(Shortage.MEMORY));

    perform("later", 1);
    assertThatOnlyTheOldValueIsThere();
  }

  @Test
  void perform_heapRunsOutWhileAChangeIsEncoded_undoesTheCommand() throws Exception {
    assertThatThrownBy(() -> perform("old", new Exhausting()))
        .isInstanceOfSatisfying(
            NotStoredException.class, e -> assertThat(e.shortage()).isEqualTo(Shortage.MEMORY));

    perform("later", 1);
    assertThatOnlyTheOldValueIsThere();
  }

  @Test
  void perform_heapRunsOutWhileTheRecordIsWritten_undoesTheCommand() throws Exception {
    disk.failure = new OutOfMemoryError("Direct buffer memory");
    assertThatThrownBy(() -> perform("new", "x".repeat(1_000)))
        .isInstanceOfSatisfying(
            NotStoredException.class, e -> assertThat(e.shortage()).isEqualTo(Shortage.MEMORY));
    disk.failure = null;

    perform("later", 1);
    assertThatOnlyTheOldValueIsThere();
  }

  @Test
  void perform_otherError_undoesTheCommand() throws Exception {
    assertThatThrownBy(
            () ->
                writes.perform(
                    () -> {
                      map.put("new", 1);
                      throw new StackOverflowError();
                    }))
        .isInstanceOfSatisfying(
            NotStoredException.class, e -> assertThat(e.shortage()).isEqualTo(Shortage.OTHER));

    perform("later", 1);
    assertThatOnlyTheOldValueIsThere();
  }

  /** A list that cannot be encoded. */
  private static final class Exhausting extends AbstractList<Object> {
    @Override
    public Object get(int index) {
      for (StackTraceElement caller : new Throwable().getStackTrace()) {
        if (caller.getClassName().endsWith("BsonEncoder")) {
          throw new OutOfMemoryError("Java heap space");
        }
      }
      return 1;
    }

    @Override
    public int size() {
      return 1;
    }
  }

  /** Writes the record and then fails. */
  private static final class ExhaustedHeapDisk extends ForwardingDisk {
    private @Nullable Error failure;

    @Override
    public JournalFile create(Path file) throws IOException {
      return new ForwardingFile(LOCAL.create(file)) {
        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
          super.write(bytes, position);
          if (failure != null) {
            throw failure;
          }
        }
      };
    }
  }
}
