package dev.sluice.app;

import dev.sluice.store.embedded.EmbeddedMongo;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The store for {@code @QuarkusTest}s: a new database in the MongoDB whose address is in {@code
 * SLUICE_TEST_MONGODB}, or else the embedded store in a new directory.
 */
public final class TestStore implements QuarkusTestResourceLifecycleManager {
  /** The duties would take back the jobs of workers that tests make up; tests call them. */
  private static final Map.Entry<String, String> NO_SWEEP =
      Map.entry("sluice.schedule.sweep", "24h");

  private @Nullable EmbeddedMongo embedded;

  @Override
  public Map<String, String> start() {
    String address = System.getenv("SLUICE_TEST_MONGODB");
    if (address != null && !address.isEmpty()) {
      String database = "sluice-test-" + UUID.randomUUID();
      return Map.of(
          "quarkus.mongodb.connection-string",
          address,
          "quarkus.mongodb.database",
          database,
          NO_SWEEP.getKey(),
          NO_SWEEP.getValue());
    }
    embedded = EmbeddedMongo.open(directory());
    return Map.ofEntries(
        Map.entry("quarkus.mongodb.connection-string", embedded.connectionString()), NO_SWEEP);
  }

  /** The class that produces clock, timers and jitter. */
  public static Class<?> wiring() {
    return Wiring.class;
  }

  @Override
  public void stop() {
    if (embedded != null) {
      embedded.close();
    }
  }

  private static Path directory() {
    try {
      return Files.createTempDirectory(Path.of("target"), "test-store-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
