package dev.sluice.worker.call;

import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.Job;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.output.Chunks;
import dev.sluice.output.LogReader;
import dev.sluice.output.OutputLog;
import dev.sluice.store.PlainStore;
import dev.sluice.time.Settings;
import dev.sluice.wire.AttemptRef;
import dev.sluice.wire.worker.HeartbeatReply;
import dev.sluice.worker.Membership;
import dev.sluice.worker.RegisteredWorker;
import dev.sluice.worker.Workers;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A worker calls this server about attempts that another server over the same store assigned. */
@ExtendWith(PlainStore.class)
class OtherServerContractTest {
  @Inject Jobs jobs;
  @Inject Membership membership;
  @Inject Workers workers;
  @Inject OutputLog output;
  @Inject LogReader log;
  @Inject HeartbeatResource heartbeats;
  @Inject ResultResource results;

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

    assertThat(heartbeat(running).revoked()).isEmpty();

    assertThat(jobs.held().find(running.id)).isPresent();
  }

  @Test
  void heartbeat_attemptThatAnotherServerEnded_isRevoked() {
    Job running = worker.running();
    assertThat(heartbeat(running).revoked()).isEmpty();
    result(ofOther.unfetched(running, "its worker does not have it"));
    result(jobs.recoverHeld());

    assertThat(heartbeat(running).revoked()).containsExactly(new AttemptRef(running.id, 1));
  }

  @Test
  void output_attemptOfAnotherServer_isStored() {
    Job running = worker.running();

    print(running, "one", 0);

    assertThat(Chunks.text(result(log.read(running.id, 1, 0, 1)).get(0).frames().get(0)))
        .isEqualTo("one");
  }

  @Test
  void result_attemptOfAnotherServer_endsTheJob() {
    Job running = worker.running();
    print(running, "one", 0);

    complete(running, 1);

    Job now = StoredJobs.now(running);
    assertThat(now.status).isEqualTo(JobStatus.COMPLETED);
    assertThat(now.attempts.get(0).reason()).isEqualTo(EndReason.COMPLETED);
  }

  @Test
  void result_handOutByAnotherServerIsNotKnownYet_endsTheJob() {
    Job assigned = worker.assigned();
    result(jobs.recoverHeld());
    result(ofOther.fetched(assigned));
    assertThat(jobs.held().find(assigned.id)).get().matches(j -> j.status == JobStatus.ASSIGNED);

    complete(assigned, 0);

    assertThat(StoredJobs.now(assigned).status).isEqualTo(JobStatus.COMPLETED);
  }

  private void complete(Job job, int chunks) {
    String body = "{\"attempt\":1,\"outcome\":\"COMPLETED\",\"chunks\":%d,\"exit_code\":0}";
    result(results.result(job.id, job.id, bytes(body.formatted(chunks))));
  }

  private void print(Job job, String text, int seq) {
    result(output.append(job.id, 1, job.id, seq, Chunks.body(Chunks.out(text))));
  }

  private HeartbeatReply heartbeat(Job job) {
    String body =
        "{\"cpu_usage\":1,\"ram_free_mb\":1,\"running\":[{\"job_id\":\"%s\",\"attempt\":1}]}"
            .formatted(job.id);
    return result(heartbeats.heartbeat(worker.id(), "Bearer " + worker.token(), bytes(body)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
