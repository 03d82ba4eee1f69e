package dev.sluice.schedule.duty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.TestStore;
import dev.sluice.e2e.Eventually;
import dev.sluice.job.EndReason;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.worker.Membership;
import dev.sluice.worker.Presence;
import dev.sluice.worker.RegisteredWorker;
import dev.sluice.worker.Workers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** Workers whose connection breaks, with the duties as the server starts them. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class RetireSuspectsContractTest {
  @Inject Jobs jobs;
  @Inject Workers workers;
  @Inject Membership membership;
  @Inject Presence presence;

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
