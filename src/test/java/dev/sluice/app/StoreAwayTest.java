package dev.sluice.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;

import dev.sluice.app.wire.WiredStore;
import dev.sluice.e2e.Eventually;
import dev.sluice.store.faulty.Fault;
import dev.sluice.store.faulty.FaultyWire;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The store is not there for a while. */
@QuarkusTest
@QuarkusTestResource(value = WiredStore.class, restrictToAnnotatedClass = true)
@Timeout(120)
class StoreAwayTest {
  @AfterEach
  void restore() {
    WiredStore.wire().restore();
    Eventually.until("the store is back", () -> status() == 200);
  }

  @Test
  void call_storeIsNotThere_isRefusedWithRetryAfterAndHealsByItself() {
    WiredStore.wire().cut();

    refused();
  }

  @Test
  void call_storeIsSilent_isRefusedWithRetryAfterAndHealsByItself() {
    WiredStore.wire().silence();

    refused();
  }

  @Test
  void call_itsConnectionIsSilent_isRefusedAndOthersGoOn() {
    // A duty may meet the fault first.
    Eventually.until("a call meets the fault", () -> loseAFind() && status() == 503);

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

  private static boolean loseAFind() {
    WiredStore.wire().fail(FaultyWire.command("find", "jobs"), Fault.BLACK_HOLE);
    return true;
  }

  private static int status() {
    return given().get("/v1/jobs").statusCode();
  }
}
