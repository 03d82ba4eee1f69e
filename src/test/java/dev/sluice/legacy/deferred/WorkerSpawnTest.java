package dev.sluice.legacy.deferred;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.sluice.app.TestStore;
import dev.sluice.e2e.Eventually;
import dev.sluice.job.Jobs;
import dev.sluice.worker.Membership;
import dev.sluice.worker.RegisteredWorker;
import dev.sluice.worker.Workers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code worker_spawn} of older clients. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
@TestProfile(WorkerSpawnTest.WithACommand.class)
@Timeout(120)
@SuppressWarnings("NullAway") // Quarkus sets the fields; a null would fail its test
class WorkerSpawnTest {
  @Inject Membership membership;
  @Inject Workers workers;
  @Inject Jobs jobs;

  public static class WithACommand implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("sluice.worker-spawn.commands.cpu", "serve --model {model} --port {port}");
    }
  }

  @Test
  void run_processBecomesReady_endsWithItsFacts() {
    RegisteredWorker worker = RegisteredWorker.register(membership, workers, jobs);
    String job = submit(worker.id());

    String spawned = Eventually.get("the spawn", () -> spawnedOn(worker.id()));
    given()
        .get("/v1/jobs/" + spawned)
        .then()
        .body("payload.command", equalTo("serve --model {model} --port {port}"))
        .body("payload.model_id", equalTo("m"))
        .body("payload.device", equalTo("CPU-0"));
    report(worker, spawned);

    assertThat(given().get("/v1/jobs/" + job + "/stream").asString())
        .contains("data: p-1 READY on " + worker.id(), "pid 7, port 9001", "[DONE]");
    given()
        .get("/v1/jobs/" + job)
        .then()
        .body("result.output.pid", equalTo(7))
        .body("result.output.job_id", equalTo(spawned));
  }

  @Test
  void run_spawnIsCancelled_saysSo() {
    RegisteredWorker worker = RegisteredWorker.register(membership, workers, jobs);
    String job = submit(worker.id());
    String spawned = Eventually.get("the spawn", () -> spawnedOn(worker.id()));

    given().post("/v1/jobs/" + spawned + "/cancel").then().statusCode(200);

    assertThat(given().get("/v1/jobs/" + job + "/stream").asString())
        .contains("[ERROR] cancelled before it ran");
  }

  @Test
  void run_isCancelled_cancelsTheSpawn() {
    RegisteredWorker worker = RegisteredWorker.register(membership, workers, jobs);
    String job = submit(worker.id());
    String spawned = Eventually.get("the spawn", () -> spawnedOn(worker.id()));

    given().post("/v1/jobs/" + job + "/cancel").then().statusCode(200);

    Eventually.until("the end of the spawn", () -> status(spawned).equals("CANCELLED"));
    Eventually.until("the end of the job", () -> status(job).equals("CANCELLED"));
  }

  @Test
  void run_unknownHive_fails() {
    assertThat(given().get("/v1/jobs/" + submit("nowhere") + "/stream").asString())
        .contains("[ERROR] ", "there is no worker 'nowhere'");
  }

  private static String submit(String hive) {
    return given()
        .body(
            ("{'operation':'worker_spawn','hive_id':'%s','model':'m','worker':'cpu','device':0,"
                    + "'start':true}")
                .formatted(hive)
                .replace('\'', '"'))
        .post("/v1/jobs")
        .then()
        .statusCode(201)
        .extract()
        .path("job_id");
  }

  /** The job that requires this worker; null if there is none yet. */
  private static String spawnedOn(String worker) {
    return given()
        .get("/v1/jobs?operation=process_spawn")
        .then()
        .extract()
        .path("items.find { it.requirements.labels.worker_id == '" + worker + "' }?.job_id");
  }

  private static String status(String job) {
    return given().get("/v1/jobs/" + job).then().extract().path("status");
  }

  private static void report(RegisteredWorker worker, String job) {
    given()
        .header("Authorization", "Bearer " + worker.token())
        .body(
            ("{'cpu_usage':1,'ram_free_mb':1,'running':[],'processes':[{'process_id':'p-1',"
                    + "'job_id':'%s','attempt':1,'status':'READY','pid':7,'port':9001,'slots':1,"
                    + "'started_at':'2026-01-01T00:00:00Z'}]}")
                .formatted(job)
                .replace('\'', '"'))
        .post("/v1/workers/" + worker.id() + "/heartbeat")
        .then()
        .statusCode(200);
  }
}
