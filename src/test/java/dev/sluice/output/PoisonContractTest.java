package dev.sluice.output;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.output.Chunks.body;
import static dev.sluice.output.Chunks.err;
import static dev.sluice.output.Chunks.out;
import static dev.sluice.time.Awaiting.result;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.sluice.app.TestStore;
import dev.sluice.job.AttemptEnd;
import dev.sluice.job.Job;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.wire.output.OutputFrame;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A job that loses every worker: its last output before the last loss is kept as evidence. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class PoisonContractTest {
  @Inject Jobs jobs;
  @Inject EndAttempt endAttempt;
  @Inject OutputLog log;

  @Test
  void poisonedJob_lastAttemptPrinted_resultCarriesItsLastLines() {
    Job job = StoredJobs.insert(aJob().operation("contract").queued());
    for (int death = 1; death <= 3; death++) {
      job = printAndDie(job, out("try " + death + "\n"), err("eating memory\n"));
    }

    view(job)
        .body("status", equalTo("FAILED"))
        .body("reason", equalTo("POISON"))
        .body("result.error.code", equalTo("worker_lost"))
        .body("result.error.evidence", equalTo("try 3\neating memory"));
    String stream = view(job).extract().path("sse_url");
    assertThat(given().accept("text/event-stream").get(stream).asString())
        .containsSubsequence("event: result", "\"evidence\":\"try 3\\neating memory\"");
  }

  @Test
  void poisonedJob_nothingPrinted_resultHasNoEvidence() {
    Job job = StoredJobs.insert(aJob().operation("contract").queued());
    for (int death = 1; death <= 3; death++) {
      job = printAndDie(job);
    }

    view(job)
        .body("reason", equalTo("POISON"))
        .body("result.error.code", equalTo("worker_lost"))
        .body("result.error.evidence", nullValue());
  }

  private Job printAndDie(Job queued, OutputFrame... frames) {
    Job running = StoredJobs.run(jobs, queued, "w");
    if (frames.length > 0 && running.lease != null) {
      result(
          log.append(running.id, running.attemptNumber(), running.lease.token(), 0, body(frames)));
    }
    return Objects.requireNonNull(
        result(endAttempt.end(running, AttemptEnd.workerLost("its worker fell silent"))));
  }

  private static ValidatableResponse view(Job job) {
    return given().get("/v1/jobs/" + job.id).then().statusCode(200);
  }
}
