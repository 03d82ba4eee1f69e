package dev.sluice.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.bson.Document;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint that cannot be forced closes the file for good. */
class StoreClosedTest {
  @TempDir Path directory;

  @Test
  void commands_checkpointFailedHalfWay_areRefusedAndNothingIsLost() {
    FailingDisk disk = new FailingDisk();
    StoreHarness store = StoreHarness.open(directory, disk);
    store.insert("first", 0);
    store.insert("a", 1);
    disk.failsToForce = true;
    store.store.writes().checkpointIfChanged();
    disk.failsToForce = false;

    assertThat(store.insert("b", 1)).containsEntry("code", 91);
    assertThat(store.run(new Document("ping", 1))).containsEntry("code", 91);
    assertThat(store.run(new Document("find", "things"))).containsEntry("code", 91);
    assertThat(store.run(new Document("isMaster", 1))).containsEntry("ok", 1.0);
    store.store.writes().watchSpace();
    store.store.writes().checkpointIfChanged();
    store.store.file().tidy();
    store.close();

    try (StoreHarness reopened = StoreHarness.open(directory)) {
      assertThat(reopened.ids()).containsExactly("a", "first");
    }
  }
}
