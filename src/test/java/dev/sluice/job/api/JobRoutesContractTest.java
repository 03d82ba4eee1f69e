package dev.sluice.job.api;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.job.StoredJobs.end;
import static dev.sluice.job.StoredJobs.insert;
import static dev.sluice.job.StoredJobs.run;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.sluice.app.TestStore;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.attempt.EndReason;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Status and fields of the answers over HTTP. No worker can do these jobs' operation, so the
 * scheduler leaves them in the queue.
 */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class JobRoutesContractTest {
  @Inject Jobs jobs;

  @Test
  void batch_goodAndBadEntry_answersEach() {
    given()
        .body("{\"jobs\":[" + submission("") + ",{\"operation\":\"exec\",\"priority\":11}]}")
        .post("/v1/jobs/batch")
        .then()
        .statusCode(200)
        .body("results.http_status", contains(201, 400))
        .body("results[0].status", equalTo("SUBMITTED"))
        .body("results[1].code", equalTo("invalid_request"))
        .body("results[1].errors.field", contains("jobs[1].priority", "jobs[1].command"));
  }

  @Test
  void batch_tooLarge_isRefused() {
    given()
        .body("{\"jobs\":[\"" + "x".repeat(9_000_000) + "\"]}")
        .post("/v1/jobs/batch")
        .then()
        .statusCode(413)
        .contentType("application/problem+json")
        .body("code", equalTo("body_too_large"));
  }

  @Test
  void list_severalFilters_appliesAll() {
    String tag = UUID.randomUUID().toString();
    String id = post(tag);
    given().post("/v1/jobs/" + id + "/cancel").then().statusCode(200);
    post(tag);

    List<String> found =
        given()
            .queryParam("tag", tag)
            .queryParam("status", "cancelled,FAILED")
            .queryParam("operation", "exec")
            .queryParam("created_after", "2026-01-01T00:00:00Z")
            .get("/v1/jobs")
            .then()
            .statusCode(200)
            .extract()
            .path("items.job_id");

    assertThat(found).containsExactly(id);
  }

  @Test
  void retry_failedCompletedUnknown_answersEach() {
    Job failed = ended(EndReason.FAILED);
    Job completed = ended(EndReason.COMPLETED);

    given()
        .post("/v1/jobs/" + failed.id + "/retry")
        .then()
        .statusCode(200)
        .body("status", equalTo("QUEUED"))
        .body("attempt", equalTo(1))
        .body("result", nullValue());
    given()
        .post("/v1/jobs/" + completed.id + "/retry")
        .then()
        .statusCode(409)
        .body("code", equalTo("already_completed"));
    given().post("/v1/jobs/job-none/retry").then().statusCode(404);
  }

  @Test
  void stats_always_countEveryStatus() {
    ended(EndReason.FAILED);

    JsonPath stats = given().get("/v1/stats").then().statusCode(200).extract().jsonPath();

    assertThat(stats.getMap("jobs").keySet()).hasSize(JobStatus.values().length);
    assertThat(stats.getLong("jobs.FAILED")).isPositive();
    assertThat(stats.getLong("completed_last_minute")).isPositive();
  }

  private Job ended(EndReason reason) {
    Job queued = insert(aJob().operation("contract").queued());
    return end(jobs, run(jobs, queued, "w"), reason);
  }

  private static String post(String tag) {
    return given()
        .body(submission(tag))
        .post("/v1/jobs")
        .then()
        .statusCode(201)
        .extract()
        .path("job_id");
  }

  private static String submission(String tag) {
    return "{\"operation\":\"exec\",\"command\":\"true\",\"tags\":[\"" + tag + "\"]}";
  }
}
