package dev.sluice.legacy.deferred;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.output.Chunks.body;
import static dev.sluice.output.Chunks.frame;
import static dev.sluice.output.Chunks.out;
import static dev.sluice.time.Awaiting.result;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.sluice.app.TestStore;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.job.attempt.AttemptEnd;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.output.EndAttempt;
import dev.sluice.output.OutputLog;
import dev.sluice.wire.JobError;
import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.output.OutputFrame;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Submitting, reading and cancelling as clients of the deferred-execution registry do it. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
@SuppressWarnings("NullAway.Init") // Quarkus sets the fields
class DeferredClientTest {
  @Inject Jobs jobs;
  @Inject EndAttempt endAttempt;
  @Inject OutputLog log;

  @TestHTTPResource("/")
  URI server;

  @Test
  void read_operationOfTheServer_printsItsLinesAndTheEnd() throws Exception {
    String stream = submit("{\"operation\": \"hive_list\"}").path("sse_url");

    List<String> printed = read(stream);

    assertThat(printed).last().isEqualTo("[DONE]");
    assertThat(printed.get(printed.size() - 2)).matches("\\d+ workers?");
    assertThat(printed).noneMatch(line -> line.startsWith(":"));
    assertThat(read(stream)).as("opened again").isEqualTo(printed);
  }

  @Test
  void read_progressWithTheWordOfAnEnd_endsNothing() throws Exception {
    Job job = running();
    print(job, 0, frame(OutputChannel.PROGRESS, "{\"progress\":0.5,\"message\":\"[DONE]\"}"));
    print(job, 1, out("one\ntwo\n"));
    end(job, new AttemptEnd(EndReason.COMPLETED, 0, null, null));

    assertThat(read(streamOf(job))).containsExactly("one", "two", "[DONE]");
  }

  @Test
  void read_jobThatTimedOut_endsWithTheLimitEachTime() throws Exception {
    Job job = running();
    print(job, 0, out("begun\n"));
    end(job, AttemptEnd.timedOut("Timeout after 300 ms"));

    assertThat(read(streamOf(job))).containsExactly("begun", "[ERROR] Timeout after 300 ms");
    assertThat(read(streamOf(job))).containsExactly("begun", "[ERROR] Timeout after 300 ms");
  }

  @Test
  void read_failureWithTheWordOfSuccess_isAFailure() throws Exception {
    Job job = running();
    JobError error = new JobError("failed", "expected [DONE]");
    end(job, new AttemptEnd(EndReason.FAILED, null, null, error));

    assertThat(read(streamOf(job))).containsExactly("[ERROR] expected (DONE)");
    given().get(path(job)).then().body("result.error.message", equalTo("expected [DONE]"));
  }

  @Test
  void delete_jobThatNoReaderOpened_cancelsItAndItsStreamSaysSo() throws Exception {
    Response submitted = submit("{\"operation\": \"exec\", \"command\": \"true\"}");
    String id = submitted.path("job_id");

    Response answer = given().delete("/v1/jobs/" + id);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.asString())
        .isEqualTo("{\"job_id\":\"%s\",\"status\":\"cancelled\"}".formatted(id));
    assertThat(read(submitted.path("sse_url"))).containsExactly("[CANCELLED]");
    assertThat(read(submitted.path("sse_url"))).containsExactly("[CANCELLED]");
  }

  @Test
  void delete_runningJob_isAcceptedUntilItHasEnded() throws Exception {
    Job job = running();

    given().delete(path(job)).then().statusCode(200).body("status", equalTo("cancelled"));
    given().delete(path(job)).then().statusCode(200).body("status", equalTo("cancelled"));

    given()
        .get(path(job))
        .then()
        .body("status", equalTo("RUNNING"))
        .body("cancel_requested", equalTo(true));
    end(job, new AttemptEnd(EndReason.CANCELLED, null, null, null));
    assertThat(read(streamOf(job))).containsExactly("[CANCELLED]");
    assertNotFound(
        given().delete(path(job)), "already_final", "the job '" + job.id + "' has ended");
  }

  @ParameterizedTest
  @CsvSource({"COMPLETED", "FAILED", "CANCELLED"})
  void delete_endedJob_isNotFound(EndReason reason) {
    Job job = running();
    end(job, new AttemptEnd(reason, null, null, null));
    JobStatus before = StoredJobs.now(job).status;

    assertNotFound(
        given().delete(path(job)), "already_final", "the job '" + job.id + "' has ended");

    assertThat(StoredJobs.now(job).status).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"job-0", "%20", "a%2Fb"})
  void delete_unknownJob_isNotFound(String id) {
    Response answer = given().urlEncodingEnabled(false).delete("/v1/jobs/" + id);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.asString()).startsWith("{\"detail\":\"there is no").hasSizeLessThan(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"operation\": \"conjure\", \"model\": \"m\", \"prompt\": \"p\"}",
        "{\"operation\": \"infer\", \"model\": \"m\"}",
        "{\"operation\": \"exec\"}",
        "{\"operation\": \"exec\", \"command\": \"true\", \"hive\": \"h\", \"model\": \"m\"}",
        "not json"
      })
  void submit_refused_beginsWithAShortDetail(String submission) {
    Response answer = given().body(submission).post("/v1/jobs");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.asString()).startsWith("{\"detail\":\"");
    assertThat(answer.<String>path("detail")).hasSizeBetween(10, 220);
  }

  private static void assertNotFound(Response answer, String code, String detail) {
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.contentType()).startsWith("application/problem+json");
    assertThat(answer.<String>path("code")).isEqualTo(code);
    assertThat(answer.<String>path("detail")).isEqualTo(detail);
  }

  private static Response submit(String json) {
    Response answer =
        given().contentType("application/x-www-form-urlencoded").body(json).post("/v1/jobs");
    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(201);
    return answer;
  }

  private List<String> read(String path) throws Exception {
    return new LineClient(server).read(path);
  }

  private Job running() {
    return StoredJobs.run(
        jobs, StoredJobs.insert(aJob().operation("contract").maxRetries(0).queued()), "w");
  }

  private void print(Job job, int seq, OutputFrame frame) {
    result(log.append(job.id, 1, job.id, seq, body(frame)));
  }

  private void end(Job job, AttemptEnd end) {
    assertThat(result(endAttempt.end(StoredJobs.now(job), end))).isNotNull();
  }

  private static String path(Job job) {
    return "/v1/jobs/" + job.id;
  }

  private static String streamOf(Job job) {
    return path(job) + "/stream";
  }
}
