package dev.sluice.app;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;

import dev.sluice.e2e.Eventually;
import dev.sluice.store.embedded.EmbeddedMongo;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The store is not there for a while. */
@QuarkusTest
@QuarkusTestResource(value = StoreAwayTest.RelayedStore.class, restrictToAnnotatedClass = true)
@Timeout(120)
@SuppressWarnings("NullAway.Init")
class StoreAwayTest {
  private static StoreRelay relay;

  @AfterEach
  void restore() {
    relay.restore();
    Eventually.until("the store is back", () -> status() == 200);
  }

  @Test
  void call_storeIsNotThere_isRefusedWithRetryAfterAndHealsByItself() {
    relay.cut();

    refused();
  }

  private static void refused() {
    given()
        .get("/v1/jobs")
        .then()
        .statusCode(503)
        .header("Retry-After", notNullValue())
        .body("code", is("store_unavailable"));
    given()
        .body("{\"operation\":\"status\"}")
        .post("/v1/jobs")
        .then()
        .statusCode(503)
        .body("code", is("store_unavailable"));
  }

  private static int status() {
    return given().get("/v1/jobs").statusCode();
  }

  /** The embedded store behind a relay. */
  @SuppressWarnings("NullAway.Init")
  public static final class RelayedStore implements QuarkusTestResourceLifecycleManager {
    private EmbeddedMongo store;

    @Override
    public Map<String, String> start() {
      try {
        Path directory = Files.createTempDirectory(Path.of("target"), "test-store-");
        store = EmbeddedMongo.open(directory);
        String address = store.connectionString();
        int port = Integer.parseInt(address.replaceFirst("^mongodb://[^:]+:(\\d+).*$", "$1"));
        relay = new StoreRelay(port);
        return Map.of(
            "quarkus.mongodb.connection-string",
            address.replaceFirst(":" + port, ":" + relay.port()),
            "sluice.schedule.sweep",
            "24h");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void stop() {
      try {
        relay.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      store.close();
    }
  }
}
