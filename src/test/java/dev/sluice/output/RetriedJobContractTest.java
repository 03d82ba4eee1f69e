package dev.sluice.output;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.output.Chunks.body;
import static dev.sluice.output.Chunks.out;
import static dev.sluice.time.Awaiting.result;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.TestStore;
import dev.sluice.job.AttemptEnd;
import dev.sluice.job.EndReason;
import dev.sluice.job.Job;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A reader that saw a job fail resumes with the final cursor of that attempt. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class RetriedJobContractTest {
  private static final String OLD_END = "1.1";

  @Inject Jobs jobs;
  @Inject EndAttempt endAttempt;
  @Inject OutputLog log;
  private Job failed;

  @BeforeEach
  void aJobThatHasFailed() {
    Job queued = StoredJobs.insert(aJob().operation("contract").queued());
    failed = printAndEnd(StoredJobs.run(jobs, queued, "w"), "first\n", EndReason.FAILED);
  }

  @Test
  void stream_finalCursorOfARetriedJob_followsTheNewAttempt() throws Exception {
    retry();

    assertThat(reader(OLD_END).head(stream()).statusCode()).isEqualTo(200);
    CompletableFuture<String> events =
        CompletableFuture.supplyAsync(() -> reader(OLD_END).get(stream()).asString());
    printAndEnd(StoredJobs.run(jobs, failed, "w"), "second\n", EndReason.COMPLETED);

    assertThat(events.get(20, TimeUnit.SECONDS))
        .doesNotContain("first")
        .containsSubsequence("event: attempt", "\"attempt\":2", "second", "event: done", "id: 2.1");
  }

  @Test
  void stream_finalCursorOfTheFirstAttempt_isTheWholeNewAttempt() {
    retry();
    printAndEnd(StoredJobs.run(jobs, failed, "w"), "second\n", EndReason.FAILED);

    assertThat(reader(OLD_END).get(stream()).asString())
        .doesNotContain("first")
        .containsSubsequence("\"attempt\":2", "second", "event: failed", "id: 2.1");
    assertThat(reader("2.1").get(stream()).statusCode()).isEqualTo(204);
  }

  @Test
  void stream_readerOfTheFirstAttempt_readsOnIntoTheNew() {
    retry();
    printAndEnd(StoredJobs.run(jobs, failed, "w"), "second\n", EndReason.COMPLETED);

    assertThat(given().accept("text/event-stream").get(stream()).asString())
        .containsSubsequence("\"attempt\":1", "first", "\"attempt\":2", "second", "event: done")
        .doesNotContain("event: failed");
  }

  @Test
  void stream_retriedAndCancelledBeforeAnAttempt_tellsTheNewEndOnce() {
    retry();
    cancel();

    assertThat(reader(OLD_END).get(stream()).asString())
        .doesNotContain("first")
        .containsSubsequence("event: cancelled", "id: 1.1.1");
    assertThat(reader("1.1.1").get(stream()).statusCode()).isEqualTo(204);

    retry();
    cancel();

    assertThat(reader("1.1.1").get(stream()).asString())
        .containsSubsequence("event: cancelled", "id: 1.1.2");
  }

  @Test
  void stream_endWithoutAnAttemptOfAJobThatRunsAgain_isFollowedByTheNewAttempt() {
    retry();
    cancel();
    retry();
    assertThat(reader("1.1.1").head(stream()).statusCode()).isEqualTo(200);
    printAndEnd(StoredJobs.run(jobs, failed, "w"), "second\n", EndReason.COMPLETED);

    assertThat(reader("1.1.1").get(stream()).asString())
        .doesNotContain("first")
        .containsSubsequence("\"attempt\":2", "second", "event: done", "id: 2.1");
  }

  private void cancel() {
    given().post("/v1/jobs/" + failed.id + "/cancel").then().statusCode(200);
  }

  private void retry() {
    given().post("/v1/jobs/" + failed.id + "/retry").then().statusCode(200);
  }

  private String stream() {
    return "/v1/jobs/" + failed.id + "/stream";
  }

  private static RequestSpecification reader(String cursor) {
    return given().accept("text/event-stream").header("Last-Event-ID", cursor);
  }

  private Job printAndEnd(Job running, String text, EndReason reason) {
    String token = running.lease == null ? "" : running.lease.token();
    result(log.append(running.id, running.attemptNumber(), token, 0, body(out(text))));
    return Objects.requireNonNull(
        result(endAttempt.end(running, new AttemptEnd(reason, null, null, null))));
  }
}
