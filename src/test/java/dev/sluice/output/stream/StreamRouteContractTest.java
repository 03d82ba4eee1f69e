package dev.sluice.output.stream;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.output.Chunks.body;
import static dev.sluice.output.Chunks.out;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.PlainRoutes;
import dev.sluice.http.PlainRoutes.Answer;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.job.attempt.AttemptEnd;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.output.EndAttempt;
import dev.sluice.output.OutputLog;
import dev.sluice.store.PlainStore;
import dev.sluice.token.Scope;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Readers over HTTP: what starts a job, where a stream begins, and its forms. */
@ExtendWith(PlainStore.class)
class StreamRouteContractTest {
  @Inject Jobs jobs;
  @Inject EndAttempt endAttempt;
  @Inject OutputLog log;
  @Inject StreamRoute route;
  @Inject Vertx vertx;
  private PlainRoutes server;

  @BeforeEach
  void serve() {
    server = serve(Scope.READ, Scope.SUBMIT);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private PlainRoutes serve(Scope... scopes) {
    return PlainRoutes.serve(vertx, Set.of(scopes), route::register);
  }

  @Test
  void stream_headOfASubmittedJob_startsNothing() {
    Job job = StoredJobs.insert(aJob().operation("contract"));

    Answer answer = server.call("HEAD", path(job, ""), new byte[0]);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).startsWith("text/event-stream");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-cache, no-transform");
    assertThat(StoredJobs.now(job).status).isEqualTo(JobStatus.SUBMITTED);
  }

  @Test
  void stream_submittedJob_isStartedByTheReader() {
    Job job = StoredJobs.insert(aJob().operation("contract"));
    CompletableFuture<Job> started = new CompletableFuture<>();
    jobs.changes()
        .project(
            change -> {
              if (change.job().id.equals(job.id) && change.became(JobStatus.QUEUED)) {
                started.complete(change.job());
              }
            });

    CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> events(job, "").text());
    Job queued = result(Uni.createFrom().completionStage(started));
    result(jobs.cancelUnfetched(queued, EndReason.CANCELLED));

    assertThat(result(Uni.createFrom().completionStage(read)))
        .containsSubsequence("event: hello", "event: cancelled");
  }

  @Test
  void stream_endedJob_isToldFromTheBeginningWithTypedEvents() {
    Answer answer = events(ended("first\nsecond\n"), "");

    assertThat(answer.text())
        .containsSubsequence(
            "event: hello", "event: attempt", "event: stdout", "first\\nsecond\\n", "event: done");
  }

  @Test
  void stream_noMediaType_isRawLines() {
    Job job = ended("first\nsecond\n");

    assertThat(server.get(path(job, "")).text())
        .isEqualTo("\ndata: first\n\ndata: second\n\ndata: [DONE]\n\n");
  }

  @Test
  void stream_tail_beginsThatManyLinesBeforeTheEnd() {
    assertThat(events(ended("first\nsecond\nthird\n"), "?tail=1").text())
        .contains("third", "event: done")
        .doesNotContain("first", "second");
  }

  @Test
  void stream_fromLatest_hasNoOutput() {
    assertThat(events(ended("first\n"), "?from=latest").text())
        .contains("event: done")
        .doesNotContain("event: stdout");
  }

  @Test
  void stream_afterACursor_isTheRestWithoutTheAttempt() {
    Job job = running();
    print(job, 0, "first\n");
    print(job, 1, "second\n");
    end(job);

    assertThat(events(job, "?after=1.0").text())
        .contains("second", "event: done")
        .doesNotContain("first", "event: attempt");
  }

  @Test
  void stream_afterTheEnd_hasNoContent() {
    Job job = ended("first\n");

    assertThat(events(job, "?after=1.1").status()).isEqualTo(204);
  }

  @ParameterizedTest
  @CsvSource({
    "?after=x, 400, invalid_cursor",
    "?nope=1, 400, unknown_parameter",
    "?from=middle, 400, invalid_value"
  })
  void stream_wrongParameter_isRefused(String query, int status, String code) {
    Answer answer = events(running(), query);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.text()).contains(code);
  }

  @Test
  void stream_unknownJob_isNotFound() {
    assertThat(server.get("/v1/jobs/job-none/stream").status()).isEqualTo(404);
  }

  @Test
  void stream_post_isNotAllowed() {
    Answer answer = server.call("POST", path(running(), ""), new byte[0]);

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
  }

  private Answer events(Job job, String query) {
    return server.get(path(job, query), "Accept", "text/event-stream");
  }

  private static String path(Job job, String query) {
    return "/v1/jobs/" + job.id + "/stream" + query;
  }

  private Job running() {
    return StoredJobs.run(jobs, StoredJobs.insert(aJob().operation("contract").queued()), "w");
  }

  private Job ended(String printed) {
    Job job = running();
    print(job, 0, printed);
    return end(job);
  }

  private void print(Job job, int seq, String text) {
    result(log.append(job.id, 1, job.id, seq, body(out(text))));
  }

  private Job end(Job job) {
    return Objects.requireNonNull(
        result(endAttempt.end(job, new AttemptEnd(EndReason.COMPLETED, null, null, null))));
  }
}
