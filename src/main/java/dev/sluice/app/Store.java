package dev.sluice.app;

import dev.sluice.mongo.EmbeddedMongo;
import dev.sluice.mongo.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The database that the server is about to use: the MongoDB that is configured, or the embedded
 * one. Decided before Quarkus starts, since its driver wants an address by then.
 */
final class Store implements AutoCloseable {
  private static final String ADDRESS = "quarkus.mongodb.connection-string";
  private static final String DIRECTORY = "sluice.data-dir";
  private static final Path CONFIGURATION = Path.of("config", "application.properties");

  private final @Nullable EmbeddedMongo embedded;

  private Store(@Nullable EmbeddedMongo embedded) {
    this.embedded = embedded;
  }

  /**
   * @throws IOException when the embedded store cannot be opened; the message says what to do
   */
  static Store open() throws IOException {
    if (setting(ADDRESS) != null) {
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
    String directory = setting(DIRECTORY);
    return Path.of(directory == null ? "data" : directory);
  }

  @Override
  public void close() {
    if (embedded != null) {
      embedded.close();
      System.clearProperty(ADDRESS);
    }
  }

  /** By the rules of MicroProfile Config, as far as they can matter before it is there. */
  private static @Nullable String setting(String name) throws IOException {
    String property = System.getProperty(name);
    if (property != null) {
      return property;
    }
    String variable =
        System.getenv(name.replaceAll("[.-]", "_").toUpperCase(java.util.Locale.ROOT));
    if (variable != null && !variable.isEmpty()) {
      return variable;
    }
    if (!Files.isRegularFile(CONFIGURATION)) {
      return null;
    }
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(CONFIGURATION)) {
      properties.load(in);
    }
    return properties.getProperty(name);
  }
}
