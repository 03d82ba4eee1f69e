package dev.sluice.legacy.deferred;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.app.TestStore;
import dev.sluice.job.Jobs;
import dev.sluice.wire.Json;
import dev.sluice.worker.Membership;
import dev.sluice.worker.RegisteredWorker;
import dev.sluice.worker.Workers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.Header;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Health, information, devices and heartbeats over HTTP. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
@SuppressWarnings("NullAway.Init") // Quarkus sets the fields
class FleetCallsTest {
  private static final String BOARD = "https://board.example";
  private static final String HEARTBEATS = "/v1/heartbeats/stream";

  @Inject Membership membership;
  @Inject Workers workers;
  @Inject Jobs jobs;

  @TestHTTPResource("/")
  URI server;

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD"})
  void health_server_isOkWithoutABody(String method) {
    given().request(method, "/health").then().statusCode(200).body(emptyString());
  }

  @Test
  void info_server_saysWhereItIsAndWhatItCanDo() {
    given()
        .get("/v1/info")
        .then()
        .statusCode(200)
        .body("base_url", equalTo(RestAssured.baseURI + ":" + RestAssured.port))
        .body("port", equalTo(RestAssured.port))
        .body("version", not(emptyString()))
        .body("features", hasItems("exec", "hive_list", "status"))
        .body("build_timestamp", equalTo("unknown"))
        .body("servers", hasItem(notNullValue()))
        .body("signals", equalTo("POLLING"))
        .body("leader.epoch", greaterThan(0));
  }

  @Test
  void capabilities_workerWithDevices_areListedWithIt() {
    String id = join();

    List<Object> devices =
        given()
            .get("/v1/capabilities")
            .then()
            .statusCode(200)
            .extract()
            .jsonPath()
            .getList("devices.findAll { it.worker_id == '" + id + "' }");

    assertThat(devices)
        .extracting(Object::toString)
        .containsExactly(
            "{id=CPU-0, name=cpu of %s, device_type=cpu, worker_id=%s}".formatted(id, id),
            ("{id=GPU-0, name=gpu, device_type=gpu, vram_gb=24, compute_capability=8.9,"
                    + " worker_id=%s}")
                .formatted(id));
    given()
        .get("/v1/workers/" + id)
        .then()
        .body("devices.id", equalTo(List.of("CPU-0", "GPU-0")))
        .body("devices[1].compute_capability", equalTo("8.9"));
  }

  @Test
  @Timeout(60)
  void heartbeats_reader_getsTheFleetAtOnceAndAgain() throws Exception {
    String id = join();

    List<JsonNode> beats = heartbeats(2);

    for (JsonNode queen : beats.stream().filter(beat -> isOf(beat, "queen")).toList()) {
      assertThat(texts(queen.path("hive_ids"))).contains(id);
      assertThat(queen.path("hives_online").asInt()).isEqualTo(queen.path("hive_ids").size());
      assertThat(queen.path("timestamp").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
    }
    assertThat(beats)
        .filteredOn(
            beat -> isOf(beat, "hive_telemetry") && beat.path("hive_id").asText().equals(id))
        .isNotEmpty()
        .allSatisfy(beat -> assertThat(beat.path("workers").isArray()).isTrue());
  }

  @Test
  void heartbeats_head_hasStreamHeaders() {
    given()
        .head(HEARTBEATS)
        .then()
        .statusCode(200)
        .header("Content-Type", equalTo("text/event-stream;charset=UTF-8"))
        .header("Cache-Control", equalTo("no-cache, no-transform"));
  }

  @Test
  void heartbeats_unknownParameter_isNamed() {
    given()
        .get(HEARTBEATS + "?after=1")
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("code", equalTo("unknown_parameter"))
        .body("errors.field", hasItem("after"));
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /health, 'GET, HEAD, OPTIONS'",
    "DELETE, /v1/info, 'GET, HEAD, OPTIONS'",
    "PUT, /v1/capabilities, 'GET, HEAD, OPTIONS'",
    "POST, /v1/heartbeats/stream, 'GET, HEAD, OPTIONS'",
    "PUT, /v1/jobs/x, 'DELETE, GET, HEAD, OPTIONS'",
  })
  void request_otherMethod_namesTheAllowedOnes(String method, String path, String allow) {
    given()
        .request(method, path)
        .then()
        .statusCode(405)
        .contentType("application/problem+json")
        .header("Allow", equalTo(allow))
        .body("code", equalTo("method_not_allowed"));
    given().options(path).then().statusCode(204).header("Allow", equalTo(allow));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/info", "/v1/capabilities", HEARTBEATS, "/health"})
  void head_path_isOkWithoutABody(String path) {
    Response answer = given().head(path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.asByteArray()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/heartbeats", "/v1/info/x", "/v1/capabilities/x", "/health/x"})
  void get_pathBeside_isNotFound(String path) {
    given()
        .get(path)
        .then()
        .statusCode(404)
        .contentType("application/problem+json")
        .body("code", equalTo("not_found"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/info", "/v1/capabilities", HEARTBEATS, "/health"})
  void request_pageOfAnotherOrigin_isServedIfItIsConfigured(String path) {
    Header crossSite = new Header("Sec-Fetch-Site", "cross-site");

    given()
        .header("Origin", BOARD)
        .header(crossSite)
        .head(path)
        .then()
        .statusCode(200)
        .header("Access-Control-Allow-Origin", equalTo(BOARD));
    given()
        .header("Origin", "https://evil.example")
        .header(crossSite)
        .get(path)
        .then()
        .statusCode(403)
        .body("code", equalTo("cross_origin"));
  }

  @Test
  void preflight_pageOfAConfiguredOrigin_mayDelete() {
    given()
        .header("Origin", BOARD)
        .header("Access-Control-Request-Method", "DELETE")
        .options("/v1/jobs/x")
        .then()
        .statusCode(204)
        .header("Access-Control-Allow-Origin", equalTo(BOARD));
  }

  private String join() {
    return RegisteredWorker.register(membership, workers, jobs).id();
  }

  /** The data of all events before the {@code rounds + 1}st of the server. */
  private List<JsonNode> heartbeats(int rounds) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(server.resolve(HEARTBEATS)).build();
    List<JsonNode> beats = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofInputStream())
                    .body(),
                StandardCharsets.UTF_8))) {
      int queens = 0;
      while (true) {
        assertThat(lines.readLine()).isEqualTo("event: heartbeat");
        String data = lines.readLine();
        assertThat(data).startsWith("data: {");
        assertThat(lines.readLine()).isEmpty();
        JsonNode beat = Json.mapper().readTree(data.substring(6));
        queens += isOf(beat, "queen") ? 1 : 0;
        if (queens > rounds) {
          return beats;
        }
        beats.add(beat);
      }
    }
  }

  private static boolean isOf(JsonNode beat, String type) {
    return beat.path("type").asText().equals(type);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.asText()));
    return texts;
  }
}
