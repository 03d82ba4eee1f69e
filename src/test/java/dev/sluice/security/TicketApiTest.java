package dev.sluice.security;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.sluice.app.TestStore;
import dev.sluice.token.Scope;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tickets, and what the scope of a stream's reader changes, on a server with tokens. */
@QuarkusTest
@QuarkusTestResource(value = TestStore.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = TokensForTest.class, restrictToAnnotatedClass = true)
@SuppressWarnings("NullAway.Init") // Quarkus sets the field
class TicketApiTest {
  private static final String JOB = "{\"operation\":\"hive_list\"}";

  @TestHTTPResource("/")
  URI server;

  @Test
  void issue_stream_opensItWithoutAHeader() {
    JsonPath job = submit();

    JsonPath ticket =
        as(Scope.READ)
            .body("{\"sse_url\":\"" + job.getString("sse_url") + "\"}")
            .post("/v1/tickets")
            .then()
            .statusCode(201)
            .extract()
            .jsonPath();

    String url = ticket.getString("sse_url");
    assertThat(url)
        .isEqualTo(job.getString("sse_url") + "?access_token=" + ticket.getString("ticket"));
    given().urlEncodingEnabled(false).head(url).then().statusCode(200);
    given()
        .head("/v1/jobs/other/stream?access_token=" + ticket.getString("ticket"))
        .then()
        .statusCode(401);
    given()
        .get("/v1/jobs/{id}?access_token=" + ticket.getString("ticket"), job.getString("job_id"))
        .then()
        .statusCode(401);
  }

  @Test
  void issue_heartbeats_opensThemWithoutAHeader() {
    String url =
        as(Scope.READ)
            .body("{\"sse_url\":\"/v1/heartbeats/stream\"}")
            .post("/v1/tickets")
            .then()
            .statusCode(201)
            .extract()
            .path("sse_url");

    given().head("/v1/heartbeats/stream").then().statusCode(401);
    given().urlEncodingEnabled(false).head(url).then().statusCode(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"sse_url\":7}",
        "{\"sse_url\":\"/v1/jobs\"}",
        "{\"sse_url\":\"/v1/jobs/1/stream?start=true\"}",
        "{\"sse_url\":\"/v1/jobs/\\u0000/stream\"}",
        "{\"sse_url\":\"/v1/jobs/a%20b/stream\"}"
      })
  void issue_badUrl_isNamed(String body) {
    as(Scope.READ)
        .body(body)
        .post("/v1/tickets")
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("sse_url"));
  }

  @Test
  void stream_readerMayNotSubmit_startsNothing() throws Exception {
    String id = submit().getString("job_id");

    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/v1/jobs/" + id + "/stream?format=events"))
            .header("Authorization", "Bearer " + secret(Scope.READ))
            .build();
    try (Stream<String> lines =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
      assertThat(lines.filter(line -> line.contains("\"job_id\"")).findFirst().orElseThrow())
          .as("the event hello, which follows the start")
          .contains("\"status\":\"SUBMITTED\"");
    }

    as(Scope.READ).get("/v1/jobs/{id}", id).then().body("status", equalTo("SUBMITTED"));
  }

  private static JsonPath submit() {
    return as(Scope.SUBMIT).body(JOB).post("/v1/jobs").then().statusCode(201).extract().jsonPath();
  }

  private static RequestSpecification as(Scope scope) {
    return given().header("Authorization", "Bearer " + secret(scope));
  }

  private static String secret(Scope scope) {
    return ConfigProvider.getConfig().getValue(TokensForTest.property(scope), String.class);
  }
}
