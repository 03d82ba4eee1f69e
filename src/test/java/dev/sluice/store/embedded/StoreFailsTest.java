package dev.sluice.store.embedded;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;

import dev.sluice.e2e.Eventually;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** The disk of the embedded store is full, and then fails for good. */
@QuarkusTest
@QuarkusTestResource(value = FailingStore.class, restrictToAnnotatedClass = true)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(120)
@SuppressWarnings("NullAway.Init")
class StoreFailsTest {
  private static final String JOB = "{\"operation\":\"exec\",\"command\":\"true\"}";

  @TestHTTPResource URI server;

  @Test
  @Order(1)
  void call_diskIsFull_writesAreRefusedAndReadsGoOnUntilThereIsSpace() throws Exception {
    String job = given().body(JOB).post("/v1/jobs").then().statusCode(201).extract().path("job_id");
    try (BufferedReader tail = tail(job)) {
      assertThat(tail.readLine()).isEqualTo("event: hello");
      FailingStore.disk().full = true;

      given()
          .body(JOB)
          .post("/v1/jobs")
          .then()
          .statusCode(503)
          .header("Retry-After", notNullValue())
          .body("code", is("store_full"));
      given()
          .post("/v1/jobs/" + job + "/start")
          .then()
          .statusCode(503)
          .body("code", is("store_full"));
      given().get("/v1/jobs/" + job).then().statusCode(200).body("status", is("SUBMITTED"));
      given().get("/q/health/ready").then().statusCode(200);
      try (BufferedReader another = tail(job)) {
        assertThat(another.readLine()).isEqualTo("event: hello");
      }

      FailingStore.disk().full = false;
      Eventually.until(
          "a job is accepted", () -> given().body(JOB).post("/v1/jobs").statusCode() == 201);
      given().post("/v1/jobs/" + job + "/cancel").then().statusCode(200);
      Eventually.until("the tail ends", () -> tail.lines().anyMatch("event: cancelled"::equals));
    }
  }

  private BufferedReader tail(String job) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/v1/jobs/" + job + "/stream?start=false"))
            .header("Accept", "text/event-stream")
            .build();
    return new BufferedReader(
        new InputStreamReader(
            HttpClient.newHttpClient().send(request, BodyHandlers.ofInputStream()).body(),
            StandardCharsets.UTF_8));
  }

  /** The last test: the store stays closed. */
  @Test
  @Order(2)
  void probes_storeClosedItself_areDown() {
    given().get("/q/health/live").then().statusCode(200);
    FailingStore.disk().failsToForce = true;

    given().body(JOB).post("/v1/jobs").then().statusCode(201);

    Eventually.until(
        "a checkpoint closes the store", () -> given().get("/q/health/live").statusCode() == 503);
    given().get("/q/health/ready").then().statusCode(503);
    given().get("/v1/jobs").then().statusCode(503).body("code", is("store_unavailable"));
  }
}
