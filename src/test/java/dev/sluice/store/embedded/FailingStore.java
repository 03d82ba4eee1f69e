package dev.sluice.store.embedded;

import dev.sluice.store.embedded.disk.Sync;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The embedded store of a server, on a disk that fails when a test says so. */
@SuppressWarnings("NullAway.Init")
public final class FailingStore implements QuarkusTestResourceLifecycleManager {
  private static FailingDisk disk;
  private EmbeddedMongo store;

  static FailingDisk disk() {
    return disk;
  }

  @Override
  public Map<String, String> start() {
    disk = new FailingDisk();
    try {
      store =
          EmbeddedMongo.open(
              Files.createTempDirectory(Path.of("target"), "test-store-"), disk, Sync.NORMAL);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.of(
        "quarkus.mongodb.connection-string",
        store.connectionString(),
        "sluice.schedule.sweep",
        "24h");
  }

  @Override
  public void stop() {
    store.close();
  }
}
