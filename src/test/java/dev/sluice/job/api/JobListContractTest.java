package dev.sluice.job.api;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.job.StoredJobs.end;
import static dev.sluice.job.StoredJobs.insert;
import static dev.sluice.job.StoredJobs.run;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.sluice.app.TestStore;
import dev.sluice.job.EndReason;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestStore.class)
class JobListContractTest {
  @Inject Jobs jobs;

  @Test
  void list_jobsAddedBetweenPages_showsEveryJobOnce() {
    String tag = UUID.randomUUID().toString();
    List<String> submitted = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      submitted.add(post(tag));
    }
    List<String> walked = new ArrayList<>();
    String next = null;

    do {
      JsonPath page = page(tag, next);
      walked.addAll(page.getList("items.job_id"));
      next = page.getString("next");
      post(tag);
    } while (next != null);

    Collections.reverse(submitted);
    assertThat(walked).isEqualTo(submitted);
  }

  @Test
  void list_longPayload_isLeftOutAndTheJobHasIt() {
    String tag = UUID.randomUUID().toString();
    String command = "echo " + "x".repeat(100_000);
    String id =
        given()
            .body(Map.of("operation", "exec", "command", command, "tags", List.of(tag)))
            .post("/v1/jobs")
            .then()
            .statusCode(201)
            .extract()
            .path("job_id");
    String small = post(tag);

    JsonPath page = page(tag, null);

    assertThat(page.getList("items.job_id")).containsExactly(small, id);
    assertThat(page.getString("items[0].payload.command")).isNotEmpty();
    assertThat(page.getMap("items[1]")).doesNotContainKey("payload");
    given().get("/v1/jobs/" + id).then().body("payload.command", equalTo(command));
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
  void stats_always_countEveryStatus() {
    end(jobs, run(jobs, insert(aJob().operation("contract").queued()), "w"), EndReason.FAILED);

    JsonPath stats = given().get("/v1/stats").then().statusCode(200).extract().jsonPath();

    assertThat(stats.getMap("jobs").keySet()).hasSize(JobStatus.values().length);
    assertThat(stats.getLong("jobs.FAILED")).isPositive();
    assertThat(stats.getLong("completed_last_minute")).isPositive();
  }

  private static String post(String tag) {
    return given()
        .body("{\"operation\":\"exec\",\"command\":\"true\",\"tags\":[\"" + tag + "\"]}")
        .post("/v1/jobs")
        .then()
        .statusCode(201)
        .extract()
        .path("job_id");
  }

  private static JsonPath page(String tag, @Nullable String cursor) {
    RequestSpecification request = given().queryParam("tag", tag).queryParam("limit", 10);
    if (cursor != null) {
      request.queryParam("cursor", cursor);
    }
    return request.get("/v1/jobs").then().statusCode(200).extract().jsonPath();
  }
}
