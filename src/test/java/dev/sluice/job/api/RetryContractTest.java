package dev.sluice.job.api;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.job.StoredJobs.insert;
import static dev.sluice.job.StoredJobs.now;
import static dev.sluice.job.StoredJobs.run;
import static dev.sluice.time.Awaiting.result;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.sluice.app.TestStore;
import dev.sluice.http.ProblemException;
import dev.sluice.job.Attempt;
import dev.sluice.job.Ending;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.job.AttemptView.LateResult;
import dev.sluice.wire.output.OutputTotals;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No worker can do these jobs' operation, so the scheduler leaves them in the queue. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class RetryContractTest {
  @Inject Jobs jobs;
  @Inject Retry retry;

  @ParameterizedTest
  @EnumSource(names = {"FAILED", "CANCELLED"})
  void whatEndedBadlyIsQueuedAsIfItHadNotEnded(Outcome outcome) {
    Job over = ended(queued(), outcome);

    Job again = result(retry.retry(over.id));

    assertThat(again.status).isEqualTo(JobStatus.QUEUED);
    assertThat(again.queuedAt).isNotNull();
    assertThat(again.assignedAt).isNull();
    assertThat(again.startedAt).isNull();
    assertThat(again.completedAt).isNull();
    assertThat(again.expiresAt).isNull();
    assertThat(again.reason).isNull();
    assertThat(again.result).isNull();
    assertThat(again.output).isEqualTo(OutputTotals.NONE);
    assertThat(again.attempts).isEqualTo(over.attempts);
    assertThat(now(again).status).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void theNextAttemptGetsTheNextNumberAndEndsTheJobAnew() {
    Job over = ended(queued(), Outcome.FAILED);

    Job completed = ended(result(retry.retry(over.id)), Outcome.COMPLETED);

    assertThat(completed.status).isEqualTo(JobStatus.COMPLETED);
    assertThat(completed.attempts).extracting(Attempt::number).containsExactly(1, 2);
    assertThat(completed.expiresAt).isNotNull();
  }

  @Test
  void aCancellationIsForgotten() {
    Job running = run(jobs, queued(), "w");
    Job asked = result(jobs.requestCancel(running)).orElseThrow();
    Job cancelled = result(jobs.end(asked, ending(Outcome.CANCELLED))).orElseThrow();

    Job failed = ended(result(retry.retry(cancelled.id)), Outcome.FAILED);

    assertThat(failed.status).isEqualTo(JobStatus.FAILED);
  }

  @Test
  void whatWasNeverOpenedAndExpiredRuns() {
    Job expired =
        result(jobs.cancelUnfetched(insert(aJob().operation("contract")), "EXPIRED")).orElseThrow();

    assertThat(result(retry.retry(expired.id)).status).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void deathsFromBeforeAreNotHeldAgainstIt() {
    Job job = queued();
    for (int i = 0; i < 3; i++) {
      job = result(jobs.workerLost(run(jobs, job, "w"), "gone")).orElseThrow();
    }
    assertThat(job.reason).isEqualTo("POISON");

    Job again = result(retry.retry(job.id));

    assertThat(result(jobs.workerLost(run(jobs, again, "w"), "gone")).orElseThrow().status)
        .isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void manyAtOnceStartOneAttempt() {
    Job over = ended(queued(), Outcome.FAILED);
    List<Uni<Job>> calls = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      calls.add(retry.retry(over.id));
    }

    List<Job> answers = result(Uni.join().all(calls).andFailFast());

    assertThat(answers).extracting(job -> job.revision).containsOnly(over.revision + 1);
    assertThat(now(over).revision).isEqualTo(over.revision + 1);
  }

  @Test
  void aRepetitionLeavesTheNewAttemptAlone() {
    Job over = ended(queued(), Outcome.FAILED);
    Job running = run(jobs, result(retry.retry(over.id)), "w");

    Job answered = result(retry.retry(over.id));

    assertThat(answered.status).isEqualTo(JobStatus.RUNNING);
    assertThat(now(over).revision).isEqualTo(running.revision);
  }

  @Test
  void aJobThatWasReadBeforeItWasRetriedAndFailedAgainIsNotRetriedByThat() {
    Job over = ended(queued(), Outcome.FAILED);
    ended(result(retry.retry(over.id)), Outcome.FAILED);

    assertThat(result(jobs.retry(over))).isEmpty();
  }

  @Test
  void aLateWordInBetweenIsNoObstacle() {
    Job over = ended(queued(), Outcome.FAILED);
    result(jobs.keepLate(over, 1, new LateResult(Outcome.COMPLETED, 0, Instant.EPOCH)));

    assertThat(result(jobs.retry(over))).isEmpty();
    assertThat(result(retry.retry(over.id)).status).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void whatIsRetriedWhileItIsBeingPurgedStays() {
    Job over = ended(queued(), Outcome.FAILED);
    ended(result(retry.retry(over.id)), Outcome.FAILED);

    assertThat(result(jobs.delete(over))).isFalse();
    assertThat(StoredJobs.exists(over)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"SUBMITTED", "QUEUED", "ASSIGNED", "RUNNING"})
  void whatHasNotEndedIsNotRetried(JobStatus status) {
    Job live =
        switch (status) {
          case SUBMITTED -> insert(aJob().operation("contract"));
          case QUEUED -> queued();
          case ASSIGNED -> insert(aJob().operation("contract").assignedTo("w"));
          default -> run(jobs, queued(), "w");
        };

    assertThatThrownBy(() -> result(retry.retry(live.id)))
        .isInstanceOf(ProblemException.class)
        .hasMessageStartingWith("not_ended");
    assertThat(now(live).revision).isEqualTo(live.revision);
  }

  @Test
  void overHttp() {
    Job failed = ended(queued(), Outcome.FAILED);
    Job completed = ended(queued(), Outcome.COMPLETED);

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

  private Job ended(Job queued, Outcome outcome) {
    return result(jobs.end(run(jobs, queued, "w"), ending(outcome))).orElseThrow();
  }

  private static Ending ending(Outcome outcome) {
    return new Ending(outcome, null, null, null);
  }
}
