package dev.sluice.job.submit;

import static dev.sluice.time.Awaiting.result;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mongodb.client.model.Filters;
import dev.sluice.app.TestStore;
import dev.sluice.fields.JsonFields;
import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.JobConfig;
import dev.sluice.job.Jobs;
import dev.sluice.time.Settings;
import dev.sluice.wire.FieldError;
import dev.sluice.wire.Problem;
import dev.sluice.wire.job.BatchAnswer;
import dev.sluice.wire.job.BatchResult;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(TestStore.class)
class SubmitBatchContractTest {
  private static final String GOOD = "{\"operation\":\"exec\",\"command\":\"true\"}";
  private static final String BAD = "{\"operation\":\"exec\",\"priority\":11}";
  private static final String STARTED =
      "{\"operation\":\"exec\",\"command\":\"true\",\"start\":true,"
          + "\"requirements\":{\"labels\":{\"not\":\"there\"}}}";

  @Inject Jobs jobs;
  @Inject IdempotencyKeys keys;

  @Test
  void submit_entries_equalSingleSubmissions() {
    List<String> ids =
        post(null, GOOD, STARTED)
            .then()
            .statusCode(200)
            .body("results.http_status", contains(201, 201))
            .body("results.status", contains("SUBMITTED", "QUEUED"))
            .extract()
            .path("results.job_id");

    assertThat(stored(ids)).isEqualTo(2);
    given().get("/v1/jobs/" + ids.get(0)).then().body("payload.command", equalTo("true"));
  }

  @Test
  void submit_thousandEntries_areStored() {
    List<String> ids =
        post(null, Collections.nCopies(1_000, GOOD).toArray(String[]::new))
            .then()
            .statusCode(200)
            .extract()
            .path("results.job_id");

    assertThat(ids).doesNotHaveDuplicates().hasSize(1_000);
    assertThat(stored(ids)).isEqualTo(1_000);
  }

  @Test
  void submit_newJobs_arePublished() {
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    Runnable stop = jobs.changes().project(change -> told.add(change.job().id));

    List<String> ids = post(null, GOOD, BAD, GOOD).path("results.job_id");

    assertThat(told).contains(ids.get(0), ids.get(2));
    stop.run();
  }

  @Test
  void submit_badEntry_isProblemAndOthersAreStored() {
    List<String> ids =
        post(null, GOOD, BAD, "7", "{\"operation\":\"exec\",\"command\":\"\\ud800\"}", GOOD)
            .then()
            .statusCode(200)
            .body("results.http_status", contains(201, 400, 400, 400, 201))
            .body("results[1].code", equalTo("invalid_request"))
            .body("results[1].status", equalTo(400))
            .body("results[1].errors.field", hasItems("jobs[1].priority", "jobs[1].command"))
            .body("results[2].errors.field", contains("jobs[2]"))
            .body("results[3].errors.field", contains("jobs[3].command"))
            .extract()
            .path("results.job_id");

    assertThat(stored(List.of(ids.get(0), ids.get(4)))).isEqualTo(2);
  }

  @Test
  void submit_onlyBadEntries_storesNothingAndKeepsKeyFree() {
    String key = UUID.randomUUID().toString();

    post(key, BAD).then().statusCode(200).body("results.http_status", contains(400));

    post(key, GOOD).then().statusCode(200).body("results.http_status", contains(201));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                      | jobs  | required
          {"jobs":{}}             | jobs  | wrong_type
          {"jobs":[]}             | jobs  | empty
          {"jobs":[],"start":true}| start | unknown_field
          """)
  void submit_bodyWithoutList_isRefused(String body, String field, String code) {
    problem(given().body(body).post("/v1/jobs/batch"), 400, "invalid_request")
        .body("errors.field", hasItems(field))
        .body("errors.code", hasItems(code));
  }

  @Test
  void submit_thousandAndOne_isRefused() {
    String[] entries = Collections.nCopies(1_001, GOOD).toArray(String[]::new);

    problem(post(null, entries), 400, "invalid_request")
        .body("errors[0].field", equalTo("jobs"))
        .body("errors[0].code", equalTo("too_many"));
  }

  @Test
  void submit_tooLarge_isRefused() {
    String large = withCommands(20);

    problem(given().body(batch(withCommands(90))).post("/v1/jobs/batch"), 413, "body_too_large");
    post(null, GOOD, large)
        .then()
        .statusCode(200)
        .body("results.http_status", contains(201, 413))
        .body("results[1].code", equalTo("body_too_large"));
  }

  @Test
  void submit_sameKey_returnsSameJobs() {
    String key = UUID.randomUUID().toString();

    String first = post(key, GOOD, BAD, GOOD).asString();
    String second = post(key, GOOD, BAD, GOOD).asString();

    assertThat(second).isEqualTo(first);
  }

  @Test
  void submit_sameKeyOtherBody_isRefused() {
    String key = UUID.randomUUID().toString();
    post(key, GOOD);

    problem(post(key, GOOD, GOOD), 422, "idempotency_key_reused")
        .body("errors[0].field", equalTo("Idempotency-Key"));
  }

  @Test
  void submit_afterInterruption_completesSameIds() {
    String key = UUID.randomUUID().toString();
    List<String> first = post(key, GOOD, GOOD, GOOD).path("results.job_id");
    result(Job.mongoCollection().deleteMany(Filters.in("_id", first.get(0), first.get(2))));

    List<String> second = post(key, GOOD, GOOD, GOOD).path("results.job_id");

    assertThat(second).isEqualTo(first);
    assertThat(stored(first)).isEqualTo(3);
  }

  @Test
  void submit_repeated_keepsProgressOfJobs() {
    String key = UUID.randomUUID().toString();
    String id = post(key, GOOD).path("results[0].job_id");
    given().post("/v1/jobs/" + id + "/cancel").then().statusCode(200);

    post(key, GOOD).then().body("results", hasSize(1)).body("results[0].job_id", equalTo(id));

    given().get("/v1/jobs/" + id).then().body("status", equalTo("CANCELLED"));
  }

  @Test
  void submit_unresolvedEntry_isItsProblem() {
    LookUp lookUp = new LookUp();
    lookUp.there = false;

    List<BatchResult> results = submit(lookUp, null).results();

    assertThat(results).extracting(BatchResult::httpStatus).containsExactly(404, 404);
    assertThat(((BatchResult.Refused) results.get(1)).errors())
        .extracting(FieldError::field)
        .containsExactly("jobs[1].what");
  }

  @Test
  void submit_repeatedAfterTaskIsGone_returnsFirstAnswer() {
    String key = UUID.randomUUID().toString();
    LookUp lookUp = new LookUp();
    BatchAnswer first = submit(lookUp, key);
    lookUp.there = false;

    BatchAnswer second = submit(lookUp, key);

    assertThat(second).isEqualTo(first);
    assertThat(first.results()).hasOnlyElementsOfType(BatchResult.Accepted.class);
  }

  /** An operation whose submission names something that is there or not. */
  private static final class LookUp implements Operation {
    boolean there = true;

    @Override
    public String name() {
      return "look_up";
    }

    @Override
    public ObjectNode readPayload(JsonFields fields) {
      return JsonNodeFactory.instance.objectNode();
    }

    @Override
    public Uni<ObjectNode> resolve(Job job, ObjectNode payload) {
      FieldError error = new FieldError("what", "not_found", "is not there");
      return there
          ? Uni.createFrom().item(payload)
          : Uni.createFrom()
              .failure(
                  new ProblemException(
                      new Problem("Not Found", 404, "not_found", null, List.of(error))));
    }
  }

  private BatchAnswer submit(LookUp operation, @Nullable String key) {
    Operations operations = new Operations(List.of(operation));
    JobConfig config = Settings.of(JobConfig.class);
    SubmissionReader reader = new SubmissionReader(operations, config, Clock.systemUTC());
    byte[] body =
        batch("{\"operation\":\"look_up\"}", "{\"operation\":\"look_up\"}")
            .getBytes(StandardCharsets.UTF_8);
    return result(new SubmitBatch(reader, keys, jobs, config).submit(body, key));
  }

  private static Response post(@Nullable String key, String... entries) {
    RequestSpecification request = given().body(batch(entries));
    if (key != null) {
      request.header("Idempotency-Key", key);
    }
    return request.post("/v1/jobs/batch");
  }

  private static String batch(String... entries) {
    return "{\"jobs\":[" + String.join(",", entries) + "]}";
  }

  /** An entry of more than that many times 100 kB. */
  private static String withCommands(int times) {
    String word = '"' + "x".repeat(100_000) + '"';
    List<String> words = IntStream.range(0, times).mapToObj(i -> word).toList();
    return "{\"operation\":\"exec\",\"command\":[" + String.join(",", words) + "]}";
  }

  private static long stored(List<String> ids) {
    return result(Job.mongoCollection().countDocuments(Filters.in("_id", ids)));
  }

  private static ValidatableResponse problem(Response response, int status, String code) {
    return response
        .then()
        .statusCode(status)
        .contentType("application/problem+json")
        .body("code", equalTo(code));
  }
}
