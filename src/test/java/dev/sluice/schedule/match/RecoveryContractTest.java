package dev.sluice.schedule.match;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.TestStore;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.schedule.Scheduler;
import dev.sluice.schedule.ServerWork;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/**
 * What is in the store when a server starts, put there past the gate that would have told of it.
 */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class RecoveryContractTest {
  @Inject Scheduler scheduler;
  @Inject Queue queue;
  @Inject Jobs jobs;

  @Test
  void whatWasQueuedIsInTheBacklog() {
    Job queued = StoredJobs.insert(aJob().operation("contract").queued());

    result(scheduler.recover());

    assertThat(queue.backlog().find(queued.id)).isPresent();
  }

  @Test
  void whatAWorkerHoldsIsKnownAndStaysItsOwn() {
    Job running = StoredJobs.insert(aJob().operation("contract").runningOn("w-elsewhere"));

    result(scheduler.recover());

    assertThat(jobs.held().of("w-elsewhere")).extracting(job -> job.id).contains(running.id);
    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.RUNNING);
  }

  @Test
  void whatTheServerItselfWasAtIsQueuedAgain() {
    Job running = StoredJobs.insert(aJob().operation("contract").runningOn(ServerWork.WORKER));

    result(scheduler.recover());

    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.QUEUED);
    assertThat(queue.backlog().find(running.id)).isPresent();
  }
}
