package dev.sluice.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;

import dev.sluice.e2e.Eventually;
import dev.sluice.store.embedded.EmbeddedMongo;
import dev.sluice.store.faulty.Fault;
import dev.sluice.store.faulty.FaultyWire;
import dev.sluice.store.faulty.WireCommand;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The store is not there for a while. */
@QuarkusTest
@QuarkusTestResource(value = StoreAwayTest.RelayedStore.class, restrictToAnnotatedClass = true)
@Timeout(120)
@SuppressWarnings("NullAway.Init")
class StoreAwayTest {
  private static FaultyWire wire;

  @AfterEach
  void restore() {
    wire.restore();
    Eventually.until("the store is back", () -> status() == 200);
  }

  @Test
  void call_storeIsNotThere_isRefusedWithRetryAfterAndHealsByItself() {
    wire.cut();

    refused();
  }

  @Test
  void call_storeIsSilent_isRefusedWithRetryAfterAndHealsByItself() {
    wire.silence();

    refused();
  }

  @Test
  void call_itsConnectionIsSilent_isRefusedAndOthersGoOn() {
    CompletableFuture<WireCommand> lost =
        wire.fail(FaultyWire.command("find", "jobs"), Fault.BLACK_HOLE);

    Eventually.until("a call meets the fault", () -> status() == 503);

    assertThat(lost).isCompleted();
    assertThat(status()).isEqualTo(200);
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

  /** The embedded store behind a wire. */
  @SuppressWarnings("NullAway.Init")
  public static final class RelayedStore implements QuarkusTestResourceLifecycleManager {
    private EmbeddedMongo store;

    @Override
    public Map<String, String> start() {
      try {
        Path directory = Files.createTempDirectory(Path.of("target"), "test-store-");
        store = EmbeddedMongo.open(directory);
        wire = new FaultyWire(store.connectionString(), 1);
        return Map.of(
            "quarkus.mongodb.connection-string",
            wire.connectionString(),
            "sluice.store.timeout",
            "1s",
            "sluice.schedule.sweep",
            "24h");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void stop() {
      try {
        wire.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      store.close();
    }
  }
}
