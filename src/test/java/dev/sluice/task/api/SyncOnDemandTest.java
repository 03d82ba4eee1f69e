package dev.sluice.task.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;

import dev.sluice.app.TestStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** A sync on demand, with the default sources of a server. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class SyncOnDemandTest {
  /** Shows too that the samples are a source by default. */
  @Test
  void sync_onDemand_reportsAndSourcesRemember() {
    given()
        .post("/v1/tasks/sync")
        .then()
        .statusCode(200)
        .body("$", hasKey("added"))
        .body("$", hasKey("updated"))
        .body("$", hasKey("removed"))
        .body("$", hasKey("unchanged"))
        .body("conflicts", hasSize(0))
        .body("errors", hasSize(0));

    given()
        .get("/v1/task-sources")
        .then()
        .statusCode(200)
        .body("items.name", hasItem("samples"))
        .body("items.find { it.name == 'samples' }.health", equalTo("OK"))
        .body("items.find { it.name == 'samples' }.tasks", greaterThanOrEqualTo(5))
        .body("items.find { it.name == 'samples' }.last_result.errors", hasSize(0));
    given()
        .get("/v1/tasks/addition")
        .then()
        .statusCode(200)
        .body("versions[0].available", equalTo(true));
  }
}
