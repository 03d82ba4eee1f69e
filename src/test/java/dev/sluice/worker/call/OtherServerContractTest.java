package dev.sluice.worker.call;

import static dev.sluice.time.Awaiting.result;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.sluice.app.TestStore;
import dev.sluice.job.EndReason;
import dev.sluice.job.Job;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.output.Chunks;
import dev.sluice.time.Settings;
import dev.sluice.worker.Membership;
import dev.sluice.worker.RegisteredWorker;
import dev.sluice.worker.Workers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A worker calls this server about attempts that another server over the same store assigned. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class OtherServerContractTest {
  @Inject Jobs jobs;
  @Inject Membership membership;
  @Inject Workers workers;

  private Jobs ofOther;
  private RegisteredWorker worker;

  @BeforeEach
  void register() {
    ofOther = new Jobs(Settings.of(JobConfig.class), Clock.systemUTC(), () -> 0.5);
    worker = RegisteredWorker.register(membership, workers, ofOther);
  }

  @Test
  void heartbeat_attemptOfAnotherServer_isNotRevoked() {
    Job running = worker.running();
    assertThat(jobs.held().find(running.id)).isEmpty();

    heartbeat(running).body("revoked", empty());

    assertThat(jobs.held().find(running.id)).isPresent();
  }

  @Test
  void heartbeat_attemptThatAnotherServerEnded_isRevoked() {
    Job running = worker.running();
    heartbeat(running).body("revoked", empty());
    result(ofOther.unfetched(running, "its worker does not have it"));
    result(jobs.recoverHeld());

    heartbeat(running).body("revoked.job_id", contains(running.id));
  }

  @Test
  void output_attemptOfAnotherServer_isStored() {
    Job running = worker.running();

    print(running, "one", 0);

    given().get("/v1/jobs/" + running.id + "/output").then().statusCode(200).body(is("one"));
  }

  @Test
  void result_attemptOfAnotherServer_endsTheJob() {
    Job running = worker.running();
    print(running, "one", 0);

    given()
        .header("Sluice-Lease", running.id)
        .body("{\"attempt\":1,\"outcome\":\"COMPLETED\",\"chunks\":1,\"exit_code\":0}")
        .post("/v1/jobs/" + running.id + "/result")
        .then()
        .statusCode(200);

    Job now = StoredJobs.now(running);
    assertThat(now.status).isEqualTo(JobStatus.COMPLETED);
    assertThat(now.attempts.get(0).reason()).isEqualTo(EndReason.COMPLETED);
  }

  private static void print(Job job, String text, int seq) {
    given()
        .header("Sluice-Lease", job.id)
        .body(Chunks.body(Chunks.out(text)))
        .post("/v1/jobs/" + job.id + "/output?attempt=1&seq=" + seq)
        .then()
        .statusCode(200);
  }

  private ValidatableResponse heartbeat(Job job) {
    return given()
        .header("Authorization", "Bearer " + worker.token())
        .body(
            "{\"cpu_usage\":1,\"ram_free_mb\":1,\"running\":[{\"job_id\":\"%s\",\"attempt\":1}]}"
                .formatted(job.id))
        .post("/v1/workers/" + worker.id() + "/heartbeat")
        .then()
        .statusCode(200);
  }
}
