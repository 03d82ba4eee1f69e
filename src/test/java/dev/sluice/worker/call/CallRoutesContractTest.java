package dev.sluice.worker.call;

import static dev.sluice.time.Awaiting.result;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.sluice.app.TestStore;
import dev.sluice.e2e.Eventually;
import dev.sluice.job.EndReason;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.output.Chunks;
import dev.sluice.wire.worker.AttemptResult;
import dev.sluice.worker.Membership;
import dev.sluice.worker.Presence;
import dev.sluice.worker.ReclaimAttempts;
import dev.sluice.worker.RegisteredWorker;
import dev.sluice.worker.WorkerConfig;
import dev.sluice.worker.WorkerViews;
import dev.sluice.worker.Workers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(TestStore.class)
class CallRoutesContractTest {
  @Inject Jobs jobs;
  @Inject Membership membership;
  @Inject Workers workers;
  @Inject WorkerViews views;
  @Inject Presence presence;
  @Inject LongPolls polls;
  @Inject AcceptHeartbeat heartbeats;
  @Inject Dispatcher dispatcher;
  @Inject ReclaimAttempts reclaim;
  @Inject WorkerConfig config;
  @Inject AcceptResult results;

  private RegisteredWorker worker;

  @BeforeEach
  void register() {
    worker = RegisteredWorker.register(membership, workers, jobs);
  }

  @Test
  void poll_missingAttemptHasPrinted_countsAsLostByItsWorker() {
    Job running = worker.running();
    given()
        .header("Sluice-Lease", running.id)
        .body(Chunks.body(Chunks.out("printed")))
        .post("/v1/jobs/" + running.id + "/output?attempt=1&seq=0")
        .then()
        .statusCode(200);

    pollOnce();

    assertThat(StoredJobs.now(running).attempts.get(0).reason()).isEqualTo(EndReason.WORKER_LOST);
  }

  @Test
  void poll_withoutAList_isRefusedAndEndsNothing() {
    Job running = worker.running();

    given()
        .header("Authorization", "Bearer " + worker.token())
        .body("{}")
        .post("/v1/workers/" + worker.id() + "/poll?wait=0s")
        .then()
        .statusCode(400)
        .body("errors[0].field", is("running"));

    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.RUNNING);
  }

  private void pollOnce() {
    given()
        .header("Authorization", "Bearer " + worker.token())
        .body("{\"running\":[]}")
        .post("/v1/workers/" + worker.id() + "/poll?wait=0s")
        .then()
        .statusCode(200)
        .body("assignments", empty());
  }

  @Test
  void poll_connectionIsCut_makesTheWorkerSuspect() throws IOException {
    String body = "{\"running\":[]}";
    String request =
        "POST /v1/workers/%s/poll?wait=30s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(worker.id(), worker.token(), body.length(), body);

    try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      Eventually.until("its poll waits", () -> polls.claimSlot(worker.id()));
    }

    Eventually.until("it is suspect", () -> !presence.isPresent(worker.id()));
  }

  @Test
  void heartbeat_overHttp_isShownWithTheWorker() {
    given()
        .header("Authorization", "Bearer " + worker.token())
        .body("{\"cpu_usage\": 40.5, \"ram_free_mb\": 77, \"running\": []}")
        .post("/v1/workers/" + worker.id() + "/heartbeat")
        .then()
        .statusCode(200)
        .body("revoked", empty());

    given().get("/v1/workers/" + worker.id()).then().body("cpu_usage", is(40.5f));
  }

  @Test
  void heartbeat_workerSaysThatItEnds_getsNoNewWork() {
    given()
        .header("Authorization", "Bearer " + worker.token())
        .body("{\"running\": [], \"ending\": true}")
        .post("/v1/workers/" + worker.id() + "/heartbeat")
        .then()
        .statusCode(200);

    assertThat(presence.isPresent(worker.id())).isFalse();
    assertThat(presence.isSilent(worker.id())).isFalse();
  }

  @Test
  void leave_worker_isDeletedAndWhatItHeldGoesElsewhere() {
    Job running = worker.running();
    Job assigned = worker.assigned();

    leave(worker.token()).then().statusCode(204);

    assertThat(result(workers.find(worker.id()))).isNull();
    assertThat(views.find(worker.id())).isEmpty();
    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.QUEUED);
    assertThat(StoredJobs.now(running).attempts.get(0).reason()).isEqualTo(EndReason.HANDED_BACK);
    assertThat(StoredJobs.now(assigned).status).isEqualTo(JobStatus.QUEUED);
    leave(worker.token()).then().statusCode(404).body("code", is("worker_not_found"));
  }

  @Test
  void leave_tokenOfAFormerRegistration_isRefused() {
    leave("stale").then().statusCode(401).body("code", is("stale_token"));

    assertThat(result(workers.find(worker.id()))).isNotNull();
  }

  private Response leave(String token) {
    return given()
        .header("Authorization", "Bearer " + token)
        .post("/v1/workers/" + worker.id() + "/leave");
  }

  @Test
  void result_asLargeAsATaskMayReturn_isAccepted() {
    Job running = worker.running();

    post(running, AttemptResult.MAX_OUTPUT).then().statusCode(200).body("status", is("COMPLETED"));

    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void result_tooLarge_isRefusedAndTheJobStillRuns() {
    Job running = worker.running();

    post(running, AttemptResult.MAX_BODY).then().statusCode(413).body("code", is("body_too_large"));

    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.RUNNING);
  }

  /** Without a length in the head, a body is read before the resource method is called. */
  @ParameterizedTest
  @ValueSource(ints = {100, 11_000, 1 << 20, AttemptResult.MAX_OUTPUT})
  void result_chunked_isTakenWhole(int bytes) throws Exception {
    Job running = worker.running();
    String output = "x".repeat(bytes - 2);
    String json = "{\"attempt\":1,\"outcome\":\"COMPLETED\",\"output\":\"" + output + "\"}";
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    URI uri = URI.create(RestAssured.baseURI + ":" + RestAssured.port);
    HttpRequest request =
        HttpRequest.newBuilder(uri.resolve("/v1/jobs/" + running.id + "/result"))
            .version(HttpClient.Version.HTTP_1_1)
            .header("Sluice-Lease", running.id)
            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
            .build();

    HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());

    assertThat(answer.body()).contains("COMPLETED");
    assertThat(Objects.requireNonNull(StoredJobs.now(running).result).output()).hasSize(bytes);
  }

  private static Response post(Job running, int outputBytes) {
    String output = "x".repeat(outputBytes - 2);
    return given()
        .header("Sluice-Lease", running.id)
        .body(
            "{\"attempt\":1,\"outcome\":\"COMPLETED\",\"chunks\":0,\"output\":\"" + output + "\"}")
        .post("/v1/jobs/" + running.id + "/result");
  }
}
