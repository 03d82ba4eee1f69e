package dev.sluice.security;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.sluice.app.TestStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.Header;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No request that a foreign page can cause reads or does anything; all others work. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class BrowserGuardTest {
  private static final String JOB = "{\"operation\":\"exec\",\"command\":\"true\"}";
  private static final Header FOREIGN = new Header("Sec-Fetch-Site", "cross-site");

  @ParameterizedTest
  @CsvSource({
    "POST,/v1/jobs",
    "POST,/v1/jobs/batch",
    "GET,/v1/jobs",
    "GET,/v1/stats",
    "GET,/v1/nothing",
    "POST,/v1/workers",
    "POST,/v1/workers/a/drain",
    "POST,/v1/workers/a/heartbeat",
    "POST,/v1/workers/a/poll",
    "DELETE,/v1/workers/a",
    "POST,/v1/jobs/a/output",
    "POST,/v1/jobs/a/result",
    "GET,/v1/tasks/events",
    "OPTIONS,/v1/jobs",
    "GET,/api/jobs",
    "GET,//v1/jobs",
    "GET,/v1//jobs",
    "GET,/x/../v1/jobs",
    "GET,/%761/jobs"
  })
  void request_ofAForeignPage_isRefused(String method, String path) {
    Response marked = raw().header(FOREIGN).request(method, path);
    Response named = raw().header("Origin", "http://evil.example").request(method, path);

    // A path that the router does not know may be reported as such.
    assertThat(marked.statusCode()).isIn(path.matches("/(v1|api)/.*") ? 403 : 404, 403);
    assertThat(named.statusCode()).isIn(path.matches("/(v1|api)/.*") ? 403 : 404, 403);
    assertThat(marked.header("Access-Control-Allow-Origin")).isNull();
    assertThat(named.header("Access-Control-Allow-Origin")).isNull();
  }

  @Test
  void request_ofAForeignPage_saysWhichHeaderAndSetting() {
    given()
        .header("Origin", "http://evil.example")
        .body(JOB)
        .post("/v1/jobs")
        .then()
        .statusCode(403)
        .contentType("application/problem+json")
        .body("code", equalTo("cross_origin"))
        .body("errors.field", hasItem("Origin"))
        .body("detail", containsString("sluice.http.allowed-origins"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/jobs", "/q/health/ready", "/q/metrics", "/", "/q/openapi"})
  void request_reboundName_isRefused(String path) {
    given()
        .header("Host", "evil.example:8500")
        .get(path)
        .then()
        .statusCode(403)
        .body("code", equalTo("host_not_allowed"))
        .body("errors.field", hasItem("Host"))
        .body("detail", containsString("sluice.http.allowed-hosts"));
  }

  @Test
  void request_ownPage_isServed() {
    String own = RestAssured.baseURI + ":" + RestAssured.port;

    given().header("Origin", own).body(JOB).post("/v1/jobs").then().statusCode(201);
    given().header("Sec-Fetch-Site", "same-origin").get("/v1/jobs").then().statusCode(200);
    given().header("Sec-Fetch-Site", "none").get("/v1/jobs").then().statusCode(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/x-www-form-urlencoded", "text/plain", "application/json"})
  void request_withoutHeadersOfABrowser_isServed(String type) {
    given().contentType(type).body(JOB).post("/v1/jobs").then().statusCode(201);
  }

  @Test
  void request_pageOfAConfiguredOrigin_isServedAndMayReadTheAnswer() {
    given()
        .header("Origin", "https://board.example")
        .header(FOREIGN)
        .get("/v1/jobs")
        .then()
        .statusCode(200)
        .header("Access-Control-Allow-Origin", equalTo("https://board.example"));
  }

  @Test
  void preflight_pageOfAConfiguredOrigin_isAnswered() {
    given()
        .header("Origin", "https://board.example")
        .header(FOREIGN)
        .header("Access-Control-Request-Method", "DELETE")
        .header("Access-Control-Request-Headers", "authorization")
        .options("/v1/workers/a")
        .then()
        .statusCode(204)
        .header("Access-Control-Allow-Origin", equalTo("https://board.example"))
        .header("Access-Control-Allow-Methods", containsString("DELETE"))
        .header("Access-Control-Allow-Headers", containsString("Authorization"));
  }

  @ParameterizedTest
  @CsvSource({
    "Sec-Fetch-Site,cross-site",
    "Sec-Fetch-Dest,image",
    "Sec-Fetch-Mode,navigate",
    "Origin,http://evil.example"
  })
  void stream_notAskedForByAScriptOfTheOwnPage_startsNothing(String header, String value) {
    Response submitted = given().body(JOB).post("/v1/jobs");
    String stream = submitted.path("sse_url");

    given().header(header, value).head(stream);
    // The answer to a request that starts nothing would wait for the start.
    if (!header.matches("Sec-Fetch-(Dest|Mode)")) {
      given().header(header, value).get(stream).then().statusCode(403);
    }

    given().get("/v1/jobs/" + submitted.path("job_id")).then().body("status", equalTo("SUBMITTED"));
  }

  /** Sends the path unchanged; REST Assured would encode it. */
  private static RequestSpecification raw() {
    return given().urlEncodingEnabled(false);
  }
}
