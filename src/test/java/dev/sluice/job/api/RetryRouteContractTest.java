package dev.sluice.job.api;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.job.StoredJobs.end;
import static dev.sluice.job.StoredJobs.insert;
import static dev.sluice.job.StoredJobs.run;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.sluice.app.TestStore;
import dev.sluice.job.EndReason;
import dev.sluice.job.Job;
import dev.sluice.job.Jobs;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** No worker can do these jobs' operation, so the scheduler leaves them in the queue. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class RetryRouteContractTest {
  @Inject Jobs jobs;

  @Test
  void retryRoute_failedCompletedUnknown_answersEach() {
    Job failed = ended(queued(), EndReason.FAILED);
    Job completed = ended(queued(), EndReason.COMPLETED);

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

  private static Job queued() {
    return insert(aJob().operation("contract").queued());
  }

  private Job ended(Job queued, EndReason reason) {
    return end(jobs, run(jobs, queued, "w"), reason);
  }
}
