package dev.sluice.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.bson.Document;
import dev.sluice.store.embedded.disk.Sync;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Takes copies of a store at random instants, in each of which some of the writes that were not
 * forced are missing, and opens them: the documents are those of one moment, and so are the
 * indexes.
 */
class PowerLossTest {
  private static final int COMMANDS = 120;
  private static final double CHANCE = 0.3;

  private static final List<String> KIND = List.of("v.kind");

  @TempDir Path root;

  private final List<Map<Object, Object>> states = new ArrayList<>();

  /** The number of commands whose changes a completed checkpoint has stored. */
  private int forced;

  private final List<Copy> copies = new ArrayList<>();

  /** The files after a loss of power, when so many commands had begun and so many were forced. */
  private record Copy(Map<String, byte[]> files, int forced, int begun) {}

  @ParameterizedTest
  @ValueSource(longs = {2, 3})
  void open_afterALossOfPower_hasAllUpToALaterWriteThanTheLastCheckpoint(long seed)
      throws Exception {
    writeAndLosePower(seed, Sync.NORMAL);
  }

  @Test
  void open_afterALossOfPowerWithSyncFull_hasAllThatWasAcknowledged() throws Exception {
    writeAndLosePower(5, Sync.FULL);
  }

  private void writeAndLosePower(long seed, Sync sync) throws Exception {
    Random random = new Random(seed);
    states.add(new TreeMap<>());
    PowerLossDisk disk = new PowerLossDisk(random, CHANCE, this::keep);
    Path directory = Files.createDirectory(root.resolve("store"));
    try (StoreHarness store = StoreHarness.open(directory, disk, sync)) {
      IndexEntries.create(store, "things", KIND);
      for (int i = 0; i < COMMANDS; i++) {
        change(store, i, random);
        if (sync == Sync.FULL) {
          store.store.forcing().done().join();
          forced = i + 1;
        }
        if (random.nextInt(8) == 0) {
          store.store.file().tidy();
        }
        if (random.nextInt(8) == 0) {
          store.store.writes().checkpoint();
          forced = i + 1;
        }
      }
    }
    assertThat(copies).hasSizeGreaterThan(30);
    for (int i = 0; i < copies.size(); i++) {
      assertThatItOpens(copies.get(i), root.resolve("copy" + i));
    }
  }

  private void keep(Map<String, byte[]> files) {
    copies.add(new Copy(files, forced, states.size()));
  }

  private void change(StoreHarness store, int i, Random random) {
    Map<Object, Object> next = new TreeMap<>(states.get(i));
    String id = String.valueOf(random.nextInt(40));
    Document value =
        new Document("kind", String.valueOf(random.nextInt(5)))
            .append("text", i + "x".repeat(random.nextInt(6_000)));
    if (!next.containsKey(id)) {
      next.put(id, value);
      states.add(next);
      assertThat(store.insert(id, value)).containsEntry("ok", 1.0);
    } else if (random.nextInt(3) == 0) {
      next.remove(id);
      states.add(next);
      assertThat(store.delete(id)).containsEntry("ok", 1.0);
    } else {
      next.put(id, value);
      states.add(next);
      assertThat(store.set(id, value)).containsEntry("ok", 1.0);
    }
  }

  private void assertThatItOpens(Copy copy, Path directory) throws IOException {
    Files.createDirectory(directory);
    for (Map.Entry<String, byte[]> file : copy.files.entrySet()) {
      Files.write(directory.resolve(file.getKey()), file.getValue());
    }
    try (StoreHarness opened = StoreHarness.open(directory)) {
      assertThat(states.subList(copy.forced, copy.begun)).contains(opened.values());
      IndexEntries.create(opened, "things", KIND);
      IndexEntries.assertThatTheyFit(opened, "things", KIND);
      opened.insert("later", 1);
    }
    try (StoreHarness again = StoreHarness.open(directory)) {
      assertThat(again.ids()).contains("later");
    }
  }
}
