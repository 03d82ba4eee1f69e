package dev.sluice.app.wire;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import dev.sluice.store.embedded.EmbeddedMongo;
import dev.sluice.store.faulty.FaultyWire;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bson.Document;

/** The embedded store behind a faulty wire, and a second client that does not use the wire. */
@SuppressWarnings("NullAway.Init")
public final class WiredStore implements QuarkusTestResourceLifecycleManager {
  private static FaultyWire wire;
  private static MongoClient direct;
  private EmbeddedMongo store;

  public static FaultyWire wire() {
    return wire;
  }

  /** A collection past the wire. */
  static MongoCollection<Document> direct(String collection) {
    return direct.getDatabase("sluice").getCollection(collection);
  }

  @Override
  public Map<String, String> start() {
    try {
      store = EmbeddedMongo.open(Files.createTempDirectory(Path.of("target"), "test-store-"));
      wire = new FaultyWire(store.connectionString(), 20261129);
      direct = MongoClients.create(wire.directAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.of(
        "quarkus.mongodb.connection-string",
        wire.connectionString(),
        "sluice.store.timeout",
        "1s",
        "sluice.schedule.sweep",
        "24h");
  }

  @Override
  public void stop() {
    direct.close();
    try {
      wire.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    store.close();
  }
}
