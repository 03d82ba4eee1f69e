package dev.sluice.store.embedded;

import de.bwaldvogel.mongo.bson.Document;
import dev.sluice.store.embedded.maps.ChangeSet;
import dev.sluice.store.embedded.maps.Maps;
import dev.sluice.store.embedded.maps.StoredMap;
import java.nio.file.Path;
import java.util.List;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Indexes that lack documents when a store is opened. */
class IndexBuildTest {
  private static final List<String> KIND = List.of("v.kind");

  @TempDir Path directory;

  @BeforeEach
  void store() {
    try (StoreHarness store = StoreHarness.open(directory)) {
      for (int i = 0; i < 20; i++) {
        store.insert("old" + i, new Document("kind", "k" + i % 4));
      }
      IndexEntries.create(store, "things", KIND);
    }
  }

  @Test
  void open_writtenByAVersionWithoutIndexes_buildsThem() {
    edit(
        store -> {
          MVMap<String, Long> checkpoint = store.openMap("checkpoint");
          checkpoint.computeIfPresent("indexed", (key, journal) -> journal - 1);
          entries(store).restore(List.of("k1", "old1"), null);
        });

    assertThatTheIndexFits();
  }

  @Test
  void open_buildingWasBrokenOff_buildsItAgain() {
    edit(store -> entries(store).restore(List.of(), null));
    edit(store -> entries(store).restore(List.of("k1", "old1"), null));

    assertThatTheIndexFits();
  }

  @Test
  void open_again_hasTheSameIndex() {
    assertThatTheIndexFits();
    assertThatTheIndexFits();
  }

  private interface Edit {
    void of(MVStore store);
  }

  /** Changes the file without the store's own code, as another version may have left it. */
  private void edit(Edit edit) {
    MVStore store =
        new MVStore.Builder()
            .fileName(directory.resolve("store.mv").toString())
            .autoCommitDisabled()
            .open();
    edit.of(store);
    store.commit();
    store.close();
    directory.resolve("store.forced").toFile().delete();
  }

  private static StoredMap entries(MVStore store) {
    return new Maps(store, new ChangeSet()).entries("test.things", "v.kind_1");
  }

  private void assertThatTheIndexFits() {
    try (StoreHarness store = StoreHarness.open(directory)) {
      IndexEntries.assertThatTheyFit(store, "things", KIND);
      store.insert("new", new Document("kind", "k1"));
      store.delete("old2");
      IndexEntries.assertThatTheyFit(store, "things", KIND);
      store.delete("new");
    }
  }
}
