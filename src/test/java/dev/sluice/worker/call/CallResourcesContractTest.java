package dev.sluice.worker.call;

import static dev.sluice.http.Refusals.assertRefused;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.store.PlainStore;
import dev.sluice.wire.AttemptRef;
import dev.sluice.wire.worker.HeartbeatReply;
import dev.sluice.worker.Membership;
import dev.sluice.worker.Presence;
import dev.sluice.worker.RegisteredWorker;
import dev.sluice.worker.WorkerViews;
import dev.sluice.worker.Workers;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What workers say to the server: heartbeats, results, and that they leave. */
@ExtendWith(PlainStore.class)
class CallResourcesContractTest {
  @Inject Jobs jobs;
  @Inject Membership membership;
  @Inject Workers workers;
  @Inject WorkerViews views;
  @Inject Presence presence;
  @Inject HeartbeatResource heartbeats;
  @Inject ResultResource results;
  @Inject LeaveResource leaves;

  private RegisteredWorker worker;

  @BeforeEach
  void register() {
    worker = RegisteredWorker.register(membership, workers, jobs);
  }

  @Test
  void heartbeat_metrics_areShownWithTheWorker() {
    HeartbeatReply reply = heartbeat("{\"cpu_usage\":40.5,\"ram_free_mb\":77,\"running\":[]}");

    assertThat(reply.revoked()).isEmpty();
    assertThat(views.find(worker.id()).orElseThrow().cpuUsage()).isEqualTo(40.5);
    assertThat(presence.isPresent(worker.id())).isTrue();
  }

  @Test
  void heartbeat_attemptOfNoJob_isRevoked() {
    HeartbeatReply reply = heartbeat("{\"running\":[{\"job_id\":\"job-gone\",\"attempt\":3}]}");

    assertThat(reply.revoked()).containsExactly(new AttemptRef("job-gone", 3));
  }

  @Test
  void heartbeat_workerSaysThatItEnds_getsNoNewWork() {
    heartbeat("{\"running\":[],\"ending\":true}");

    assertThat(presence.isPresent(worker.id())).isFalse();
    assertThat(presence.isSilent(worker.id())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "{\"attempt\":1}",
        "{\"job_id\":\"j\"}",
        "{\"job_id\":\"j\",\"attempt\":0}"
      })
  void heartbeat_incompleteAttempt_isRefused(String attempt) {
    assertRefused(
        "wrong_type", () -> heartbeatCall(worker.id(), "{\"running\":[" + attempt + "]}"));
  }

  @Test
  void heartbeat_textThatCannotBeAnId_isNotFound() {
    assertRefused("worker_not_found", () -> heartbeatCall("a b", "{}"));
  }

  @Test
  void leave_worker_isDeletedAndWhatItHeldGoesElsewhere() {
    Job running = worker.running();
    Job assigned = worker.assigned();

    result(leave(worker.token()));

    assertThat(result(workers.find(worker.id()))).isNull();
    assertThat(views.find(worker.id())).isEmpty();
    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.QUEUED);
    assertThat(StoredJobs.now(running).attempts.get(0).reason()).isEqualTo(EndReason.HANDED_BACK);
    assertThat(StoredJobs.now(assigned).status).isEqualTo(JobStatus.QUEUED);
    assertRefused("worker_not_found", () -> leave(worker.token()));
  }

  @Test
  void leave_tokenOfAFormerRegistration_isRefused() {
    assertRefused("stale_token", () -> leave("stale"));

    assertThat(result(workers.find(worker.id()))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 100_000})
  void result_completed_endsTheJobWithItsOutput(int characters) {
    Job running = worker.running();
    String output = "x".repeat(characters);

    ResultResource.Taken taken =
        result(
            report(
                running.id,
                running.id,
                "{\"attempt\":1,\"outcome\":\"COMPLETED\",\"output\":\"" + output + "\"}"));

    assertThat(taken).isEqualTo(new ResultResource.Taken(running.id, JobStatus.COMPLETED));
    assertThat(Objects.requireNonNull(StoredJobs.now(running).result).output())
        .isEqualTo('"' + output + '"');
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"attempt":0,"outcome":"COMPLETED"}   | out_of_range
          {"attempt":1}                         | invalid_value
          {"attempt":1,"outcome":"WORKER_LOST"} | invalid_value
          {"attempt":1,"outcome":1}             | invalid_value
          """)
  void result_wrongBody_isRefusedAndTheJobRunsOn(String body, String code) {
    Job running = worker.running();

    assertRefused(code, () -> report(running.id, running.id, body));

    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.RUNNING);
  }

  @Test
  void result_noLease_isRefused() {
    assertRefused("required", () -> report("job-1", null, "{}"));
  }

  @Test
  void result_textThatCannotBeAnId_isNotFound() {
    assertRefused("job_not_found", () -> report("a b", "token", "{}"));
  }

  private HeartbeatReply heartbeat(String body) {
    return result(heartbeatCall(worker.id(), body));
  }

  private Uni<HeartbeatReply> heartbeatCall(String id, String body) {
    return heartbeats.heartbeat(
        id, "Bearer " + worker.token(), body.getBytes(StandardCharsets.UTF_8));
  }

  private Uni<Void> leave(String token) {
    return leaves.leave(worker.id(), "Bearer " + token);
  }

  private Uni<ResultResource.Taken> report(String jobId, @Nullable String lease, String body) {
    return results.result(jobId, lease, body.getBytes(StandardCharsets.UTF_8));
  }
}
