package dev.sluice.schedule.duty;

import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.e2e.Eventually;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.schedule.Recovery;
import dev.sluice.store.PlainStore;
import dev.sluice.worker.Membership;
import dev.sluice.worker.Presence;
import dev.sluice.worker.RegisteredWorker;
import dev.sluice.worker.Workers;
import io.quarkus.runtime.StartupEvent;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Workers whose connection breaks. */
@ExtendWith(PlainStore.class)
class RetireSuspectsContractTest {
  @Inject Jobs jobs;
  @Inject Workers workers;
  @Inject Membership membership;
  @Inject Presence presence;
  @Inject Recovery recovery;
  @Inject RetireSuspects retireSuspects;

  @BeforeEach
  void startTheServer() {
    result(recovery.run());
    retireSuspects.start(new StartupEvent());
  }

  @Test
  void suspect_liveWorker_isRetiredWithoutASweepWhenItDoesNotComeBack() {
    RegisteredWorker worker = RegisteredWorker.register(membership, workers, jobs);
    Job running = worker.running();

    presence.suspect(worker.id());

    Eventually.until(
        "its job is queued again", () -> StoredJobs.now(running).status == JobStatus.QUEUED);
    assertThat(StoredJobs.now(running).attempts.get(0).reason()).isEqualTo(EndReason.WORKER_LOST);
  }
}
