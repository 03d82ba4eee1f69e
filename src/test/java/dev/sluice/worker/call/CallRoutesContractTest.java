package dev.sluice.worker.call;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.sluice.app.TestStore;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.wire.worker.AttemptResult;
import dev.sluice.worker.Membership;
import dev.sluice.worker.RegisteredWorker;
import dev.sluice.worker.Workers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
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

/**
 * The calls of workers over HTTP: their limits, and that bodies of every length are taken whole.
 */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class CallRoutesContractTest {
  @Inject Jobs jobs;
  @Inject Membership membership;
  @Inject Workers workers;

  private RegisteredWorker worker;

  @BeforeEach
  void register() {
    worker = RegisteredWorker.register(membership, workers, jobs);
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
  void leave_overHttp_hasNoContent() {
    given()
        .header("Authorization", "Bearer " + worker.token())
        .post("/v1/workers/" + worker.id() + "/leave")
        .then()
        .statusCode(204);
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
