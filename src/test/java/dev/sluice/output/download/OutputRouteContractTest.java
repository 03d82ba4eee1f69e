package dev.sluice.output.download;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.output.Chunks.body;
import static dev.sluice.output.Chunks.err;
import static dev.sluice.output.Chunks.frame;
import static dev.sluice.output.Chunks.out;
import static dev.sluice.time.Awaiting.result;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.TestStore;
import dev.sluice.job.AttemptEnd;
import dev.sluice.job.Job;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.output.EndAttempt;
import dev.sluice.output.OutputLog;
import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.output.OutputFrame;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The stored output over HTTP. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class OutputRouteContractTest {
  @Inject Jobs jobs;
  @Inject OutputLog log;
  @Inject EndAttempt endAttempt;
  private Job job;
  private int next;

  @BeforeEach
  void aRunningJob() {
    Job queued = StoredJobs.insert(aJob().operation("contract").queued());
    job = StoredJobs.run(jobs, queued, "w");
  }

  @Test
  void output_bothStreams_areTheBytesInOrderOfArrival() {
    byte[] noise = new byte[100_000];
    new Random(7).nextBytes(noise);
    print(out("first\n"), err("oops\n"), out(noise));
    print(frame(OutputChannel.PROGRESS, "{}"), out("last"));

    byte[] read = output("").asByteArray();

    assertThat(read).startsWith(bytes("first\noops\n")).endsWith(bytes("last"));
    assertThat(read).hasSize(11 + noise.length + 4).containsSequence(noise);
  }

  @Test
  void output_afterACursor_isTheRestAndTheNextCursor() {
    for (int i = 0; i < 20; i++) {
      print(out(i + " "));
    }

    Response rest = output("?after=1.16");

    assertThat(rest.asString()).isEqualTo("17 18 19 ");
    assertThat(rest.header(OutputRoute.CURSOR)).isEqualTo("1.19");
    assertThat(output("?after=1.19").asByteArray()).isEmpty();
  }

  @Test
  void output_tail_isTheLastLines() {
    print(out("a\nb\n"));
    print(out("c\n"));

    assertThat(output("?tail=2").asString()).isEqualTo("b\nc\n");
  }

  @Test
  void output_attempt_isThatAttemptOrAll() {
    print(out("one "));
    Job queued =
        Objects.requireNonNull(result(endAttempt.end(job, AttemptEnd.workerLost("silent"))));
    job = StoredJobs.run(jobs, queued, "w");
    next = 0;
    print(out("two"));

    assertThat(output("").asString()).isEqualTo("two");
    assertThat(output("?attempt=1").asString()).isEqualTo("one ");
    assertThat(output("?attempt=all").asString()).isEqualTo("one two");
  }

  @Test
  void output_ndjson_isALineForEachEntry() {
    print(out("a"), err("\"b\"\n"));

    String lines = given().accept("application/x-ndjson").get(path("")).then().extract().asString();

    assertThat(lines.lines())
        .containsExactly(
            "{\"cursor\":\"1.0.0\",\"stream\":\"stdout\",\"text\":\"a\",\"at\":\"2026-03-01T12:00:00Z\"}",
            "{\"cursor\":\"1.0\",\"stream\":\"stderr\",\"text\":\"\\\"b\\\"\\n"
                + "\",\"at\":\"2026-03-01T12:00:00Z\"}");
  }

  private void print(OutputFrame... frames) {
    String token = Objects.requireNonNull(job.lease).token();
    result(log.append(job.id, job.attemptNumber(), token, next++, body(frames)));
  }

  private String path(String query) {
    return "/v1/jobs/" + job.id + "/output" + query;
  }

  private Response output(String query) {
    return given().get(path(query)).then().statusCode(200).extract().response();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
