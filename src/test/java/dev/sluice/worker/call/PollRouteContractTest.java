package dev.sluice.worker.call;

import static dev.sluice.output.Chunks.body;
import static dev.sluice.output.Chunks.out;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.e2e.Eventually;
import dev.sluice.http.PlainRoutes;
import dev.sluice.http.PlainRoutes.Answer;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.output.OutputLog;
import dev.sluice.store.PlainStore;
import dev.sluice.worker.Membership;
import dev.sluice.worker.Presence;
import dev.sluice.worker.RegisteredWorker;
import dev.sluice.worker.Workers;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(PlainStore.class)
class PollRouteContractTest {
  private static final String NOTHING_HELD = "{\"running\":[]}";

  @Inject Jobs jobs;
  @Inject Membership membership;
  @Inject Workers workers;
  @Inject Presence presence;
  @Inject OutputLog log;
  @Inject LongPolls polls;
  @Inject PollRoute route;
  @Inject Vertx vertx;

  private RegisteredWorker worker;
  private PlainRoutes server;

  @BeforeEach
  void register() {
    worker = RegisteredWorker.register(membership, workers, jobs);
    server = PlainRoutes.serve(vertx, Set.of(), route::register);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({"'', 1", "&max=2, 2", "&max=10, 3", "&max=0, 0"})
  void poll_threeAssignedJobs_handsOutAsManyAsAskedForAndOneByDefault(String max, int handedOut) {
    worker.assigned();
    worker.assigned();
    worker.assigned();

    String answer = poll("?wait=0s" + max, NOTHING_HELD).text();

    assertThat(answer.split("\"job_id\"", -1)).hasSize(1 + handedOut);
  }

  @Test
  void poll_attemptTheWorkerLists_isNotTakenBack() {
    Job running = worker.running();

    Answer answer =
        poll("?wait=0s", "{\"running\":[{\"job_id\":\"%s\",\"attempt\":1}]}".formatted(running.id));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.RUNNING);
  }

  @Test
  void poll_missingAttemptHasPrinted_countsAsLostByItsWorker() {
    Job running = worker.running();
    result(log.append(running.id, 1, running.id, 0, body(out("printed"))));

    assertThat(poll("?wait=0s", NOTHING_HELD).text()).contains("\"assignments\":[]");

    assertThat(StoredJobs.now(running).attempts.get(0).reason()).isEqualTo(EndReason.WORKER_LOST);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ?wait=0s  | {}                            | required
          ?wait=0s  | {"running":[{"attempt":1}]}   | wrong_type
          ?wait=0s  | {"running":[{"job_id":"j"}]}  | wrong_type
          ?wait=0s  | {"running":[null]}            | wrong_type
          ?wait=2h  | {"running":[]}                | out_of_range
          ?max=-1   | {"running":[]}                | out_of_range
          """)
  void poll_wrongCall_isRefusedAndEndsNothing(String query, String body, String code) {
    Job running = worker.running();

    Answer answer = poll(query, body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).contains(code);
    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.RUNNING);
  }

  @Test
  void poll_foreignToken_isRefused() {
    byte[] body = NOTHING_HELD.getBytes(StandardCharsets.UTF_8);

    Answer answer = server.call("POST", path("?wait=0s"), body, "Authorization", "Bearer stale");

    assertThat(answer.status()).isEqualTo(401);
  }

  @Test
  void poll_get_isNotAllowed() {
    Answer answer = server.get(path(""));

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).isEqualTo("OPTIONS, POST");
  }

  @Test
  void poll_connectionIsCut_makesTheWorkerSuspect() throws IOException {
    String request =
        "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(path("?wait=30s"), worker.token(), NOTHING_HELD.length(), NOTHING_HELD);

    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      Eventually.until("its poll waits", () -> polls.claimSlot(worker.id()));
    }

    Eventually.until("it is suspect", () -> !presence.isPresent(worker.id()));
  }

  private Answer poll(String query, String body) {
    return server.call(
        "POST",
        path(query),
        body.getBytes(StandardCharsets.UTF_8),
        "Authorization",
        "Bearer " + worker.token());
  }

  private String path(String query) {
    return "/v1/workers/" + worker.id() + "/poll" + query;
  }
}
