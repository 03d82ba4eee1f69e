package dev.sluice.app;

import dev.sluice.store.embedded.EmbeddedMongo;
import dev.sluice.store.embedded.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The database that the server is about to use: the MongoDB that is configured, or the embedded
 * one. Decided before Quarkus starts, since its driver wants an address by then.
 */
final class Store implements AutoCloseable {
  private static final String ADDRESS = "quarkus.mongodb.connection-string";
  private static final String DIRECTORY = "sluice.data-dir";

  private final @Nullable EmbeddedMongo embedded;

  private Store(@Nullable EmbeddedMongo embedded) {
    this.embedded = embedded;
  }

  /**
   * @throws IOException when the embedded store cannot be opened; the message says what to do
   */
  static Store open() throws IOException {
    if (EarlySettings.find(ADDRESS) != null) {
      return new Store(null);
    }
    try {
      EmbeddedMongo mongo = EmbeddedMongo.open(directory());
      System.setProperty(ADDRESS, mongo.connectionString());
      return new Store(mongo);
    } catch (StoreException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  static Path directory() throws IOException {
    String directory = EarlySettings.find(DIRECTORY);
    return Path.of(directory == null ? "data" : directory);
  }

  @Override
  public void close() {
    if (embedded != null) {
      embedded.close();
      System.clearProperty(ADDRESS);
    }
  }
}
