package dev.sluice.output.download;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.output.Chunks.body;
import static dev.sluice.output.Chunks.err;
import static dev.sluice.output.Chunks.frame;
import static dev.sluice.output.Chunks.out;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.PlainRoutes;
import dev.sluice.http.PlainRoutes.Answer;
import dev.sluice.job.Job;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.job.attempt.AttemptEnd;
import dev.sluice.output.EndAttempt;
import dev.sluice.output.OutputLog;
import dev.sluice.store.PlainStore;
import dev.sluice.token.Scope;
import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.output.OutputFrame;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stored output over HTTP. */
@ExtendWith(PlainStore.class)
class OutputRouteContractTest {
  @Inject Jobs jobs;
  @Inject OutputLog log;
  @Inject EndAttempt endAttempt;
  @Inject OutputRoute route;
  @Inject Vertx vertx;
  private PlainRoutes server;
  private Job job;
  private int next;

  @BeforeEach
  void aRunningJob() {
    Job queued = StoredJobs.insert(aJob().operation("contract").queued());
    job = StoredJobs.run(jobs, queued, "w");
    server = PlainRoutes.serve(vertx, Set.of(Scope.READ), route::register);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void output_bothStreams_areTheBytesInOrderOfArrival() {
    byte[] noise = new byte[100_000];
    new Random(7).nextBytes(noise);
    print(out("first\n"), err("oops\n"), out(noise));
    print(frame(OutputChannel.PROGRESS, "{}"), out("last"));

    byte[] read = output("").bytes();

    assertThat(read).startsWith(bytes("first\noops\n")).endsWith(bytes("last"));
    assertThat(read).hasSize(11 + noise.length + 4).containsSequence(noise);
  }

  @Test
  void output_afterACursor_isTheRestAndTheNextCursor() {
    for (int i = 0; i < 20; i++) {
      print(out(i + " "));
    }

    Answer rest = output("?after=1.16");

    assertThat(rest.text()).isEqualTo("17 18 19 ");
    assertThat(rest.header(OutputRoute.CURSOR)).isEqualTo("1.19");
    assertThat(output("?after=1.19").bytes()).isEmpty();
  }

  @Test
  void output_tail_isTheLastLines() {
    print(out("a\nb\n"));
    print(out("c\n"));

    assertThat(output("?tail=2").text()).isEqualTo("b\nc\n");
  }

  @Test
  void output_attempt_isThatAttemptOrAll() {
    print(out("one "));
    Job queued =
        Objects.requireNonNull(result(endAttempt.end(job, AttemptEnd.workerLost("silent"))));
    job = StoredJobs.run(jobs, queued, "w");
    next = 0;
    print(out("two"));

    assertThat(output("").text()).isEqualTo("two");
    assertThat(output("?attempt=1").text()).isEqualTo("one ");
    assertThat(output("?attempt=all").text()).isEqualTo("one two");
  }

  @Test
  void output_ndjson_isALineForEachEntry() {
    print(out("a"), err("\"b\"\n"));

    String lines = server.get(path(""), "Accept", "application/x-ndjson").text();

    assertThat(lines.lines())
        .containsExactly(
            "{\"cursor\":\"1.0.0\",\"stream\":\"stdout\",\"text\":\"a\",\"at\":\"2026-03-01T12:00:00Z\"}",
            "{\"cursor\":\"1.0\",\"stream\":\"stderr\",\"text\":\"\\\"b\\\"\\n"
                + "\",\"at\":\"2026-03-01T12:00:00Z\"}");
  }

  @Test
  void output_get_namesMediaTypeAndForbidsSniffing() {
    print(out("a"));

    Answer answer = output("");

    assertThat(answer.header("Content-Type")).startsWith("text/plain");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
  }

  @Test
  void output_head_hasTheHeadersAndNoBody() {
    print(out("a"));

    Answer answer = server.call("HEAD", path(""), new byte[0]);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header(OutputRoute.CURSOR)).isEqualTo("1.0");
    assertThat(answer.bytes()).isEmpty();
  }

  @Test
  void output_nothingPrinted_isEmptyWithoutACursor() {
    Answer answer = output("");

    assertThat(answer.bytes()).isEmpty();
    assertThat(answer.header(OutputRoute.CURSOR)).isEmpty();
  }

  @Test
  void output_put_isNotAllowed() {
    Answer answer = server.call("PUT", path(""), new byte[0]);

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).isEqualTo("GET, HEAD, OPTIONS, POST");
  }

  @ParameterizedTest
  @CsvSource({"?attempt=2,400,out_of_range", "?nope=1,400,unknown_parameter"})
  void output_wrongParameter_isRefused(String query, int status, String code) {
    Answer answer = server.get(path(query));

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.text()).contains(code);
  }

  @Test
  void output_unknownJob_isNotFound() {
    assertThat(server.get("/v1/jobs/job-none/output").status()).isEqualTo(404);
  }

  private void print(OutputFrame... frames) {
    String token = Objects.requireNonNull(job.lease).token();
    result(log.append(job.id, job.attemptNumber(), token, next++, body(frames)));
  }

  private String path(String query) {
    return "/v1/jobs/" + job.id + "/output" + query;
  }

  private Answer output(String query) {
    Answer answer = server.get(path(query));
    assertThat(answer.status()).isEqualTo(200);
    return answer;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
