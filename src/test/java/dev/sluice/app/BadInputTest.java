package dev.sluice.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every invalid request gets a problem with a code that names the field, parameter or header. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class BadInputTest {

  @Test
  void submit_emptyBody_isRefused() {
    problem(given().post("/v1/jobs"), 400, "empty_body").body("errors[0].field", equalTo("body"));
  }

  @Test
  void submit_malformedJson_namesLineAndColumn() {
    problem(submit("{\"operation\":\n \"exec\", ]"), 400, "malformed_json")
        .body("errors[0].field", equalTo("body"))
        .body("detail", containsString("line 2, column 10"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                                               | operation           | required
          {"operation":"nope"}                                             | operation           | unknown_operation
          {"operation":7}                                                  | operation           | wrong_type
          {"operation":"task_run"}                                         | task                | required
          {"operation":"task_run","task":7}                                | task                | wrong_type
          {"operation":"exec"}                                             | command             | required
          {"operation":"exec","command":" "}                               | command             | empty
          {"operation":"exec","command":[]}                                | command             | empty
          {"operation":"exec","command":"a\\u0000b"}                       | command             | invalid_character
          {"operation":"exec","command":"x","timeout_ms":-1}               | timeout_ms          | out_of_range
          {"operation":"exec","command":"x","timeout_ms":0}                | timeout_ms          | out_of_range
          {"operation":"exec","command":"x","timeout_ms":1e300}            | timeout_ms          | out_of_range
          {"operation":"exec","command":"x","timeout_ms":99999999999999999999} | timeout_ms      | out_of_range
          {"operation":"exec","command":"x","timeout_ms":1.5}              | timeout_ms          | wrong_type
          {"operation":"exec","command":"x","requirements":{"cpu":0}}      | requirements.cpu    | out_of_range
          {"operation":"exec","command":"x","requirements":{"labels":{"a":1}}} | requirements.labels.a | wrong_type
          {"operation":"exec","command":"x","requirements":{"labels":{"$a":"b"}}} | requirements.labels.$a | invalid_name
          {"operation":"exec","command":"x","env":{"1":"b"}}               | env.1               | invalid_name
          {"operation":"exec","command":"x","work_dir":"../up"}            | work_dir            | outside
          {"operation":"exec","command":"x","not_before":"tomorrow"}       | not_before          | invalid_time
          {"operation":"exec","command":"x","not_before":"+999999999-01-01T00:00:00Z"} | not_before | invalid_time
          {"operation":"exec","command":"x","comand":"y"}                  | comand              | unknown_field
          {"operation":"exec","command":"x","requirements":{"gpu":1}}      | requirements.gpu    | unknown_field
          {"operation":"exec","command":"x","file_id":"a/b"}               | file_id             | invalid_id
          {"operation":"exec","command":"x","collect":["["]}               | collect[0]          | invalid_glob
          {"operation":"exec","command":"x","collect":["../x"]}            | collect[0]          | invalid_glob
          {"operation":"status","file_id":"f"}                             | file_id             | not_for_operation
          {"operation":"exec","command":"x","merge":"yes"}                 | merge               | wrong_type
          {"operation":"exec","command":"x","stdin":7}                     | stdin               | wrong_type
          {"operation":"exec","command":"x","stdin_base64":"?"}            | stdin_base64        | invalid_value
          {"operation":"exec","command":"x","stdin":"a","stdin_base64":"YQ=="} | stdin_base64    | conflict
          """)
  void submit_invalidField_namesIt(String body, String field, String code) {
    problem(submit(body), 400, "invalid_request")
        .body("errors.field", hasItem(field))
        .body("errors.code", hasItem(code));
  }

  @Test
  void submit_halfASurrogatePair_isRefused() {
    problem(submit("{\"operation\":\"exec\",\"command\":\"\\ud800\"}"), 400, "invalid_request")
        .body("errors[0].field", equalTo("command"))
        .body("errors[0].code", equalTo("invalid_character"));
  }

  @Test
  void submit_numberOutOfRange_namesItsPath() {
    problem(
            submit("{\"operation\":\"status\",\"metadata\":{\"a\":[1e999]}}"),
            400,
            "invalid_request")
        .body("errors[0].field", equalTo("metadata.a[0]"))
        .body("errors[0].code", equalTo("out_of_range"));
  }

  @Test
  void submit_metadataNestedTooDeep_isRefused() {
    problem(submit(withMetadata(900)), 400, "invalid_request")
        .body("errors[0].field", equalTo("metadata"))
        .body("errors[0].code", equalTo("too_deep"));
  }

  @Test
  void submit_metadataNestedAsDeepAsAllowed_canBeReadAgain() {
    String id = submit(withMetadata(63)).then().statusCode(201).extract().path("job_id");

    given().get("/v1/jobs/" + id).then().statusCode(200).body("metadata.a", notNullValue());
    given().get("/v1/jobs").then().statusCode(200);
  }

  private static String withMetadata(int levels) {
    return "{\"operation\":\"status\",\"metadata\":{\"a\":"
        + "[".repeat(levels)
        + "]".repeat(levels)
        + "}}";
  }

  @Test
  void submit_severalErrors_namesAll() {
    problem(submit("{\"operation\":\"exec\",\"priority\":11,\"x\":1}"), 400, "invalid_request")
        .body("errors.field", hasItems("command", "priority", "x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a%00b", "%ff%fe", "a%2Fb", "%E2%82%AC", "a%20b", "..%2F..%2Fx", "%25zz"})
  void get_idWithInvalidCharacters_isNotFound(String id) {
    problem(raw("/v1/jobs/" + id), 404, "job_not_found");
    problem(raw("/v1/jobs/" + id + "/stream"), 404, "job_not_found");
    problem(raw("/v1/jobs/" + id + "/output"), 404, "job_not_found");
    problem(raw("/v1/workers/" + id), 404, "worker_not_found");
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/jobs?limit=0, limit, out_of_range",
    "/v1/jobs?limit=many, limit, out_of_range",
    "/v1/jobs?stauts=FAILED, stauts, unknown_parameter",
    "/v1/jobs?tag=, tag, invalid_value",
    "/v1/jobs?status=DONE, status, unknown_status",
    "/v1/jobs?created_after=yesterday, created_after, invalid_time",
    "/v1/jobs?created_after=%2B999999999-01-01T00:00:00Z, created_after, invalid_time",
    "/v1/jobs/x/stream?tail=-1, tail, out_of_range",
    "/v1/jobs/x/stream?from=middle, from, invalid_value",
    "/v1/jobs/x/stream?form=raw, form, unknown_parameter",
    "/v1/jobs/x/stream?after=banana, after, invalid_cursor",
    "/v1/jobs/x/output?stream=both, stream, invalid_value",
    "/v1/jobs/x/output?form=raw, form, unknown_parameter",
    "/v1/jobs/x/output?attempt=0, attempt, out_of_range",
  })
  void get_invalidParameter_namesIt(String path, String field, String code) {
    problem(raw(path), 400, code).body("errors[0].field", equalTo(field));
  }

  @Test
  void stream_malformedLastEventId_isRefused() {
    problem(
            given().header("Last-Event-ID", "banana").get("/v1/jobs/x/stream"),
            400,
            "invalid_cursor")
        .body("errors[0].field", equalTo("Last-Event-ID"));
  }

  @Test
  void stream_lastEventIdBeyondTheEnd_isRefused() {
    String stream = submit("{\"operation\":\"status\"}").path("sse_url");
    given().get(stream);

    problem(given().header("Last-Event-ID", "7.99").get(stream), 400, "cursor_out_of_range")
        .body("errors[0].field", equalTo("Last-Event-ID"));
  }

  @Test
  void list_forgedOrForeignCursor_isRefused() {
    submit("{\"operation\":\"status\"}");
    submit("{\"operation\":\"status\"}");
    String next = given().get("/v1/jobs?limit=1").then().statusCode(200).extract().path("next");
    char last = next.charAt(next.length() - 1);
    String tampered = next.substring(0, next.length() - 1) + (last == 'A' ? 'Q' : 'A');

    for (String path : new String[] {"?limit=1&cursor=" + tampered, "?tag=x&cursor=" + next}) {
      problem(given().get("/v1/jobs" + path), 400, "invalid_cursor")
          .body("errors[0].field", equalTo("cursor"));
    }
  }

  @Test
  void result_wrongLease_isRefused() {
    String id = submit("{\"operation\":\"exec\",\"command\":\"x\"}").path("job_id");

    problem(
        given()
            .header("Sluice-Lease", "x")
            .body("")
            .post("/v1/jobs/" + id + "/output?attempt=1&seq=0"),
        409,
        "lease_lost");
    problem(
        given()
            .header("Sluice-Lease", "x")
            .body("{\"attempt\":1,\"outcome\":\"COMPLETED\"}")
            .post("/v1/jobs/" + id + "/result"),
        409,
        "lease_lost");
    problem(given().body("").post("/v1/jobs/" + id + "/output?attempt=1&seq=0"), 400, "required")
        .body("errors[0].field", equalTo("Sluice-Lease"));
    problem(
        given().header("Sluice-Lease", "x").post("/v1/jobs/" + id + "/output"), 409, "lease_lost");
  }

  @Test
  void poll_withoutTheWorkersToken_isRefused() {
    problem(given().body("{}").post("/v1/workers/unknown/poll"), 401, "unauthorized");
    problem(
        given()
            .header("Authorization", "Bearer x")
            .body("{}")
            .post("/v1/workers/unknown/heartbeat"),
        404,
        "worker_not_found");
  }

  @Test
  void submit_idempotencyKeyOfAnotherBody_isRefused() {
    String key = java.util.UUID.randomUUID().toString();
    given().header("Idempotency-Key", key).body("{\"operation\":\"status\"}").post("/v1/jobs");

    problem(
            given()
                .header("Idempotency-Key", key)
                .body("{\"operation\":\"hive_list\"}")
                .post("/v1/jobs"),
            422,
            "idempotency_key_reused")
        .body("errors[0].field", equalTo("Idempotency-Key"));
  }

  private static Response submit(String body) {
    return given().contentType("application/json").body(body).post("/v1/jobs");
  }

  /** Sends the path unchanged; REST Assured would encode it. */
  private static Response raw(String path) {
    return given().urlEncodingEnabled(false).get(path);
  }

  private static ValidatableResponse problem(Response response, int status, String code) {
    assertThat(response.statusCode()).as(response.asString()).isEqualTo(status);
    return response
        .then()
        .contentType("application/problem+json")
        .body("status", equalTo(status))
        .body("title", matchesPattern("[A-Z].+"))
        .body("code", equalTo(code));
  }
}
