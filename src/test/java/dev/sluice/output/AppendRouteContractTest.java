package dev.sluice.output;

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
import dev.sluice.store.PlainStore;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(PlainStore.class)
class AppendRouteContractTest {
  @Inject Jobs jobs;
  @Inject LogReader log;
  @Inject AppendRoute route;
  @Inject Vertx vertx;
  private PlainRoutes server;
  private Job job;

  @BeforeEach
  void aRunningJob() {
    job = StoredJobs.run(jobs, StoredJobs.insert(aJob().operation("contract").queued()), "w");
    server = PlainRoutes.serve(vertx, Set.of(), route::register);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void append_chunks_areStoredInOrder() {
    assertThat(post("?attempt=1&seq=0", "one ").status()).isEqualTo(200);
    assertThat(post("?attempt=1&seq=1", "two").status()).isEqualTo(200);

    assertThat(result(log.read(job.id, 1, 0, 10)).stream().map(AppendRouteContractTest::text))
        .containsExactly("one ", "two");
  }

  @Test
  void append_largeChunk_isStoredWhole() {
    String large = "x".repeat(300_000);

    assertThat(post("?attempt=1&seq=0", large).status()).isEqualTo(200);

    assertThat(text(result(log.read(job.id, 1, 0, 1)).get(0))).isEqualTo(large);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 400, required",
    "?seq=0, 400, required",
    "?attempt=1, 400, required",
    "?attempt=0&seq=0, 400, out_of_range",
    "?attempt=1&seq=-1, 400, out_of_range",
    "?attempt=2&seq=0, 409, lease_lost"
  })
  void append_wrongCall_isRefused(String query, int status, String code) {
    Answer answer = post(query, "text");

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.text()).contains(code);
  }

  @Test
  void append_withoutALease_isRefused() {
    Answer answer = server.call("POST", path("?attempt=1&seq=0"), body(out("text")));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).contains("required");
  }

  private Answer post(String query, String text) {
    return server.call("POST", path(query), body(out(text)), "Sluice-Lease", job.id);
  }

  private String path(String query) {
    return "/v1/jobs/" + job.id + "/output" + query;
  }

  private static String text(LogChunk chunk) {
    return Chunks.text(chunk.frames().get(0));
  }
}
