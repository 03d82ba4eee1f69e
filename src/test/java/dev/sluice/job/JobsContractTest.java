package dev.sluice.job;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.job.StoredJobs.insert;
import static dev.sluice.job.StoredJobs.lease;
import static dev.sluice.job.StoredJobs.now;
import static dev.sluice.job.StoredJobs.run;
import static dev.sluice.time.Awaiting.result;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.app.TestStore;
import dev.sluice.http.ProblemException;
import dev.sluice.job.api.Cancellation;
import dev.sluice.job.submit.IdempotencyKey;
import dev.sluice.job.submit.Submissions;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.job.AttemptView.LateResult;
import dev.sluice.wire.job.JobAccepted;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The gate on a real store. No worker can do these jobs' operation, so the scheduler leaves them.
 */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class JobsContractTest {
  @Inject Jobs jobs;
  @Inject Cancellation cancellation;
  @Inject Submissions submissions;

  @Test
  void ofFiftyOpenersOneGetsTheJob() {
    Job job = insert(submitted());
    List<Uni<Optional<Job>>> openers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      openers.add(jobs.open(job.id));
    }

    List<Optional<Job>> opened = result(Uni.join().all(openers).andFailFast());

    assertThat(opened.stream().flatMap(Optional::stream)).hasSize(1);
    assertThat(now(job).status).isEqualTo(JobStatus.QUEUED);
    assertThat(now(job).expiresAt).isNull();
  }

  @Test
  void ofManyAssignmentsThoseAreMadeThatAreStillToBeHad() {
    Job free = insert(queued());
    Job taken = insert(queued());
    Job cancelled = insert(queued());
    run(jobs, taken, "other");
    result(jobs.cancelUnfetched(cancelled, "CANCELLED"));

    List<Job> won =
        result(jobs.assign(List.of(placement(free), placement(taken), placement(cancelled))));

    assertThat(won).extracting(job -> job.id).containsExactly(free.id);
    assertThat(won.get(0).attempts).hasSize(1);
    assertThat(now(taken).workerId).isEqualTo("other");
    assertThat(now(cancelled).status).isEqualTo(JobStatus.CANCELLED);
  }

  @Test
  void anAssignmentThatWasDecidedForAnEarlierTryIsRefused() {
    Job job = insert(queued().tried(Outcome.WORKER_LOST));
    Placement stale = new Placement(job.id, 1, lease("t", "w"));

    List<Job> won = result(jobs.assign(List.of(stale)));

    assertThat(won).isEmpty();
  }

  @Test
  void anAssignmentIsFetchedOnce() {
    Job job = insert(queued());
    Job assigned = result(jobs.assign(List.of(placement(job)))).get(0);

    Optional<Job> first = result(jobs.fetched(assigned));
    Optional<Job> second = result(jobs.fetched(assigned));

    assertThat(first).map(j -> j.status).contains(JobStatus.RUNNING);
    assertThat(first.orElseThrow().attempts.get(0).startedAt()).isNotNull();
    assertThat(second).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "COMPLETED, COMPLETED, COMPLETED",
    "EXIT_CODE, FAILED, EXIT_CODE",
    "FAILED, FAILED, FAILED",
    "TIMEOUT, FAILED, TIMEOUT",
    "CANCELLED, CANCELLED, CANCELLED",
    "WORKER_REPORTED, QUEUED, WORKER_REPORTED",
    "WORKER_LOST, QUEUED, WORKER_LOST"
  })
  void everyOutcomeLeadsWhereItShould(Outcome outcome, JobStatus status, String reason) {
    Job running = run(jobs, insert(queued()), "w");

    Job ended = result(jobs.end(running, ending(outcome))).orElseThrow();

    assertThat(ended.status).isEqualTo(status);
    assertThat(ended.lease).isNull();
    assertThat(ended.attempts.get(0).outcome()).isEqualTo(outcome);
    assertThat(ended.attempts.get(0).reason()).isEqualTo(reason);
    assertThat(ended.attempts.get(0).hasEnded()).isTrue();
    assertThat(ended.reason).isEqualTo(status.isFinal() ? reason : null);
    assertThat(ended.expiresAt == null).isEqualTo(!status.isFinal());
    assertThat(jobs.held().find(ended.id)).isEmpty();
  }

  @Test
  void anAttemptEndsOnce() {
    Job running = run(jobs, insert(queued()), "w");
    result(jobs.end(running, ending(Outcome.COMPLETED)));

    assertThat(result(jobs.end(running, ending(Outcome.FAILED)))).isEmpty();
  }

  @Test
  void anEndedAttemptCannotBeEndedByAnOlderCopyOfTheNextOne() {
    Job first = run(jobs, insert(queued()), "w1");
    Job again = result(jobs.end(first, ending(Outcome.WORKER_LOST))).orElseThrow();
    run(jobs, again, "w2");

    Optional<Job> zombie = result(jobs.end(first, ending(Outcome.COMPLETED)));

    assertThat(zombie).isEmpty();
    assertThat(now(first).status).isEqualTo(JobStatus.RUNNING);
  }

  @Test
  void theThirdDeathIsPoison() {
    Job job = insert(queued().tried(Outcome.WORKER_LOST).tried(Outcome.WORKER_LOST));
    Job running = run(jobs, job, "w");

    Job ended = result(jobs.workerLost(running, "gone")).orElseThrow();

    assertThat(ended.status).isEqualTo(JobStatus.FAILED);
    assertThat(ended.reason).isEqualTo("POISON");
  }

  @Test
  void whatWasNotFetchedIsQueuedAgain() {
    Job job = insert(queued());
    Job assigned = result(jobs.assign(List.of(placement(job)))).get(0);

    Job again = result(jobs.unfetched(assigned, "late")).orElseThrow();

    assertThat(again.status).isEqualTo(JobStatus.QUEUED);
    assertThat(again.attempts.get(0).reason()).isEqualTo("NOT_FETCHED");
    assertThat(again.attempts.get(0).chunks()).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"SUBMITTED", "QUEUED", "ASSIGNED"})
  void whatNoWorkerHasInHandIsCancelledAtOnce(JobStatus status) {
    Job job = at(status);

    Job cancelled = result(cancellation.cancel(job.id));

    assertThat(cancelled.status).isEqualTo(JobStatus.CANCELLED);
    assertThat(cancelled.attempts).allMatch(Attempt::hasEnded);
    assertThat(jobs.held().find(job.id)).isEmpty();
  }

  @Test
  void whatRunsIsAskedToEndAndThenIsCancelledHoweverItEnds() {
    Job running = run(jobs, insert(queued()), "w");
    Job asked = result(cancellation.cancel(running.id));
    assertThat(asked.status).isEqualTo(JobStatus.RUNNING);

    Job ended = result(jobs.end(asked, ending(Outcome.EXIT_CODE))).orElseThrow();

    assertThat(ended.status).isEqualTo(JobStatus.CANCELLED);
  }

  @Test
  void aCancellationIsNotLostWhenTheAttemptFailsAtTheSameMoment() {
    Job running = run(jobs, insert(queued()), "w");
    result(jobs.requestCancel(running));

    // As read before the request.
    Job ended = result(jobs.end(running, ending(Outcome.WORKER_LOST))).orElseThrow();

    assertThat(ended.status).isEqualTo(JobStatus.CANCELLED);
  }

  @Test
  void aCancellationOfAnEarlierAssignmentDoesNotTouchTheNext() {
    Job first = result(jobs.assign(List.of(placement(insert(queued()))))).get(0);
    Job again = result(jobs.unfetched(first, "late")).orElseThrow();
    result(jobs.assign(List.of(new Placement(again.id, 2, lease("second", "w2")))));

    Optional<Job> cancelled = result(jobs.cancelUnfetched(first, "CANCELLED"));

    assertThat(cancelled).isEmpty();
    assertThat(now(first).status).isEqualTo(JobStatus.ASSIGNED);
  }

  @ParameterizedTest
  @EnumSource(names = {"COMPLETED", "FAILED"})
  void whatIsOverCannotBeCancelled(JobStatus status) {
    Job job = at(status);

    assertThatThrownBy(() -> result(cancellation.cancel(job.id)))
        .isInstanceOf(ProblemException.class)
        .hasMessageStartingWith("already_final");
  }

  @Test
  void cancellingTwiceIsCancellingOnce() {
    Job job = at(JobStatus.CANCELLED);

    assertThat(result(cancellation.cancel(job.id)).status).isEqualTo(JobStatus.CANCELLED);
  }

  @Test
  void aLateResultIsKeptWithItsAttempt() {
    Job job = insert(queued().tried(Outcome.WORKER_LOST).tried(Outcome.TIMEOUT));
    LateResult late = new LateResult(Outcome.COMPLETED, 0, Instant.parse("2026-01-01T00:00:00Z"));

    result(jobs.keepLate(job, 1, late));

    assertThat(now(job).attempts.get(0).late()).isEqualTo(late);
    assertThat(now(job).attempts.get(1).late()).isNull();
    assertThat(now(job).status).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void whatIsHeldIsKnownAgainAfterARestart() {
    Job assigned = at(JobStatus.ASSIGNED);
    Job running = at(JobStatus.RUNNING);
    Job queued = at(JobStatus.QUEUED);
    Jobs restarted = anotherProcess();

    result(restarted.recoverHeld());

    assertThat(restarted.held().find(assigned.id)).isPresent();
    assertThat(restarted.held().find(running.id)).isPresent();
    assertThat(restarted.held().find(queued.id)).isEmpty();
  }

  @Test
  void whatIsWronglyHeldIsLetGo() {
    Job running = run(jobs, insert(queued()), "w");
    Jobs other = anotherProcess();
    result(other.recoverHeld());
    result(jobs.end(running, ending(Outcome.COMPLETED)));

    result(other.recoverHeld());

    assertThat(other.held().find(running.id)).isEmpty();
  }

  @Test
  void labelsMayHaveTheNamesThatPeopleGiveThem() {
    Map<String, String> labels = Map.of("kubernetes.io/os", "linux", "$set", "x");

    Job job = insert(submitted().needs(1, 1, labels));

    assertThat(now(job).requirements.labels()).isEqualTo(labels);
  }

  @Test
  void theSameKeyGivesTheSameJob() {
    String key = UUID.randomUUID().toString();

    JobAccepted first = result(submit(key, "one"));
    JobAccepted second = result(submit(key, "one"));

    assertThat(second).isEqualTo(first);
  }

  @Test
  void theSameKeyAtTheSameTimeGivesOneJob() {
    String key = UUID.randomUUID().toString();
    List<Uni<JobAccepted>> calls = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      calls.add(submit(key, "one"));
    }

    List<JobAccepted> answers = result(Uni.join().all(calls).andFailFast());

    assertThat(answers.stream().distinct()).hasSize(1);
  }

  @Test
  void theSameKeyWithAnotherBodyIsRefused() {
    String key = UUID.randomUUID().toString();
    result(submit(key, "one"));

    assertThatThrownBy(() -> result(submit(key, "two")))
        .isInstanceOf(ProblemException.class)
        .hasMessageStartingWith("idempotency_key_reused");
  }

  @Test
  void whatWasInterruptedBetweenKeyAndJobIsCompletedUnderTheSameId() {
    String key = UUID.randomUUID().toString();
    JobAccepted first = result(submit(key, "one"));
    result(Job.mongoCollection().deleteOne(com.mongodb.client.model.Filters.eq(first.jobId())));

    JobAccepted second = result(submit(key, "one"));

    assertThat(second).isEqualTo(first);
    assertThat(result(jobs.find(first.jobId()))).isPresent();
  }

  @Test
  void aKeyPastItsTimeIsFreeAgain() {
    String key = UUID.randomUUID().toString();
    JobAccepted first = result(submit(key, "one"));
    result(
        IdempotencyKey.mongoCollection()
            .updateOne(
                com.mongodb.client.model.Filters.eq(key),
                com.mongodb.client.model.Updates.set("expiresAt", Instant.EPOCH)));

    JobAccepted second = result(submit(key, "two"));

    assertThat(second.jobId()).isNotEqualTo(first.jobId());
  }

  @ParameterizedTest
  @CsvSource({"'', 1", "' ', 1", "x, 256"})
  void aKeyHasALength(String text, int times) {
    assertThatThrownBy(() -> result(submit(text.repeat(times), "one")))
        .isInstanceOf(ProblemException.class)
        .hasMessageStartingWith("invalid_key");
  }

  @Test
  void thePagesOfAListHoldEveryJobOnceAlsoWhileJobsAreAdded() {
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

    java.util.Collections.reverse(submitted);
    assertThat(walked).isEqualTo(submitted);
  }

  @Test
  void aListIsFilteredByAllThatIsAsked() {
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
  void statsCountEveryStatus() {
    at(JobStatus.FAILED);

    JsonPath stats = given().get("/v1/stats").then().statusCode(200).extract().jsonPath();

    assertThat(stats.getMap("jobs").keySet()).hasSize(JobStatus.values().length);
    assertThat(stats.getLong("jobs.FAILED")).isPositive();
    assertThat(stats.getLong("completed_last_minute")).isPositive();
  }

  private Uni<JobAccepted> submit(String key, String command) {
    String body = "{\"operation\":\"exec\",\"command\":\"" + command + "\"}";
    return Uni.createFrom()
        .deferred(() -> submissions.submit(body.getBytes(StandardCharsets.UTF_8), key));
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

  private Jobs anotherProcess() {
    return new Jobs(
        dev.sluice.time.Settings.of(JobConfig.class),
        java.time.Clock.systemUTC(),
        jakarta.enterprise.inject.spi.CDI.current().select(AttemptOutput.class));
  }

  private Job at(JobStatus status) {
    if (status == JobStatus.SUBMITTED) {
      return insert(submitted());
    }
    Job queued = insert(queued());
    return switch (status) {
      case SUBMITTED, QUEUED -> queued;
      case ASSIGNED -> result(jobs.assign(List.of(placement(queued)))).get(0);
      case RUNNING -> run(jobs, queued, "w");
      case CANCELLED -> result(jobs.cancelUnfetched(queued, "CANCELLED")).orElseThrow();
      case COMPLETED -> ended(queued, Outcome.COMPLETED);
      case FAILED -> ended(queued, Outcome.FAILED);
    };
  }

  private Job ended(Job queued, Outcome outcome) {
    return result(jobs.end(run(jobs, queued, "w"), ending(outcome))).orElseThrow();
  }

  private static JobBuilder submitted() {
    return aJob().operation("contract");
  }

  private static JobBuilder queued() {
    return submitted().queued();
  }

  private static Placement placement(Job job) {
    return new Placement(job.id, 1, lease("of " + job.id, "w"));
  }

  private static Ending ending(Outcome outcome) {
    return new Ending(outcome, null, null, null);
  }
}
