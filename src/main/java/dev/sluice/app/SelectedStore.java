package dev.sluice.app;

import dev.sluice.store.embedded.EmbeddedMongo;
import dev.sluice.store.embedded.StoreException;
import dev.sluice.store.embedded.disk.Sync;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The database of the server: the configured MongoDB or, by default, the embedded store. Selected
 * before Quarkus starts, since its driver reads the address then.
 */
final class SelectedStore implements AutoCloseable {
  private static final String ADDRESS = "quarkus.mongodb.connection-string";
  private static final String SYNC = "sluice.store.sync";
  private static final String DIRECTORY = "sluice.data-dir";

  private final @Nullable EmbeddedMongo embedded;

  private SelectedStore(@Nullable EmbeddedMongo embedded) {
    this.embedded = embedded;
  }

  /**
   * @throws IOException if the embedded store cannot be opened; the message says what to do
   */
  static SelectedStore open() throws IOException {
    if (EarlySettings.find(ADDRESS) != null) {
      return new SelectedStore(null);
    }
    try {
      EmbeddedMongo mongo = EmbeddedMongo.open(directory(), sync());
      System.setProperty(ADDRESS, mongo.connectionString());
      return new SelectedStore(mongo);
    } catch (StoreException | IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static Sync sync() throws IOException {
    String sync = EarlySettings.find(SYNC);
    return sync == null ? Sync.NORMAL : Sync.of(sync);
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
