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
  private @Nullable EmbeddedMongo embedded;

  @Override
  public Map<String, String> start() {
    String address = System.getenv("SLUICE_TEST_MONGODB");
    if (address != null && !address.isEmpty()) {
      String database = "sluice-test-" + UUID.randomUUID();
      return Map.of(
          "quarkus.mongodb.connection-string", address, "quarkus.mongodb.database", database);
    }
    embedded = EmbeddedMongo.open(directory());
    return Map.of("quarkus.mongodb.connection-string", embedded.connectionString());
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
