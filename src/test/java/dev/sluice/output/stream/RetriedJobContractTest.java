package dev.sluice.output.stream;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.output.Chunks.body;
import static dev.sluice.output.Chunks.out;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.PlainRoutes;
import dev.sluice.http.PlainRoutes.Answer;
import dev.sluice.job.Job;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.job.attempt.AttemptEnd;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.output.EndAttempt;
import dev.sluice.output.OutputLog;
import dev.sluice.store.PlainStore;
import dev.sluice.token.Scope;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A reader that saw a job fail resumes with the final cursor of that attempt. */
@ExtendWith(PlainStore.class)
class RetriedJobContractTest {
  private static final String OLD_END = "1.1";

  @Inject Jobs jobs;
  @Inject EndAttempt endAttempt;
  @Inject OutputLog log;
  @Inject StreamRoute route;
  @Inject Vertx vertx;
  private PlainRoutes server;
  private Job failed;

  @BeforeEach
  void aJobThatHasFailed() {
    Job queued = StoredJobs.insert(aJob().operation("contract").queued());
    failed = printAndEnd(StoredJobs.run(jobs, queued, "w"), "first\n", EndReason.FAILED);
    server = PlainRoutes.serve(vertx, Set.of(Scope.READ), route::register);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void stream_finalCursorOfARetriedJob_followsTheNewAttempt() throws Exception {
    retry();

    assertThat(call("HEAD", OLD_END).status()).isEqualTo(200);
    CompletableFuture<String> events =
        CompletableFuture.supplyAsync(() -> call("GET", OLD_END).text());
    printAndEnd(StoredJobs.run(jobs, failed, "w"), "second\n", EndReason.COMPLETED);

    assertThat(events.get(20, TimeUnit.SECONDS))
        .doesNotContain("first")
        .containsSubsequence("event: attempt", "\"attempt\":2", "second", "event: done", "id: 2.1");
  }

  @Test
  void stream_finalCursorOfTheFirstAttempt_isTheWholeNewAttempt() {
    retry();
    printAndEnd(StoredJobs.run(jobs, failed, "w"), "second\n", EndReason.FAILED);

    assertThat(call("GET", OLD_END).text())
        .doesNotContain("first")
        .containsSubsequence("\"attempt\":2", "second", "event: failed", "id: 2.1");
    assertThat(call("GET", "2.1").status()).isEqualTo(204);
  }

  @Test
  void stream_readerOfTheFirstAttempt_readsOnIntoTheNew() {
    retry();
    printAndEnd(StoredJobs.run(jobs, failed, "w"), "second\n", EndReason.COMPLETED);

    assertThat(server.get(stream(), "Accept", "text/event-stream").text())
        .containsSubsequence("\"attempt\":1", "first", "\"attempt\":2", "second", "event: done")
        .doesNotContain("event: failed");
  }

  @Test
  void stream_retriedAndCancelledBeforeAnAttempt_tellsTheNewEndOnce() {
    retry();
    cancel();

    assertThat(call("GET", OLD_END).text())
        .doesNotContain("first")
        .containsSubsequence("event: cancelled", "id: 1.1.1");
    assertThat(call("GET", "1.1.1").status()).isEqualTo(204);

    retry();
    cancel();

    assertThat(call("GET", "1.1.1").text()).containsSubsequence("event: cancelled", "id: 1.1.2");
  }

  @Test
  void stream_endWithoutAnAttemptOfAJobThatRunsAgain_isFollowedByTheNewAttempt() {
    retry();
    cancel();
    retry();
    assertThat(call("HEAD", "1.1.1").status()).isEqualTo(200);
    printAndEnd(StoredJobs.run(jobs, failed, "w"), "second\n", EndReason.COMPLETED);

    assertThat(call("GET", "1.1.1").text())
        .doesNotContain("first")
        .containsSubsequence("\"attempt\":2", "second", "event: done", "id: 2.1");
  }

  private void cancel() {
    result(jobs.cancelUnfetched(StoredJobs.now(failed), EndReason.CANCELLED));
  }

  private void retry() {
    result(jobs.retry(StoredJobs.now(failed)));
  }

  private String stream() {
    return "/v1/jobs/" + failed.id + "/stream";
  }

  private Answer call(String method, String cursor) {
    return server.call(
        method, stream(), new byte[0], "Accept", "text/event-stream", "Last-Event-ID", cursor);
  }

  private Job printAndEnd(Job running, String text, EndReason reason) {
    String token = running.lease == null ? "" : running.lease.token();
    result(log.append(running.id, running.attemptNumber(), token, 0, body(out(text))));
    return Objects.requireNonNull(
        result(endAttempt.end(running, new AttemptEnd(reason, null, null, null))));
  }
}
