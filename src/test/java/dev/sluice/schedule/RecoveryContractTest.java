package dev.sluice.schedule;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.TestStore;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.schedule.match.JobQueue;
import dev.sluice.worker.WorkerId;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** The jobs are put into the store past the gate, as a server finds them when it starts. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class RecoveryContractTest {
  @Inject Recovery recovery;
  @Inject JobQueue queue;
  @Inject Jobs jobs;

  @Test
  void run_queuedJob_isInTheBacklog() {
    Job queued = StoredJobs.insert(aJob().operation("contract").queued());

    result(recovery.run());

    assertThat(queue.backlog().find(queued.id)).isPresent();
  }

  @Test
  void run_runningJob_staysWithItsWorker() {
    Job running = StoredJobs.insert(aJob().operation("contract").runningOn("w-elsewhere"));

    result(recovery.run());

    assertThat(jobs.held().of("w-elsewhere")).extracting(job -> job.id).contains(running.id);
    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.RUNNING);
  }

  @Test
  void run_jobOfTheServer_isQueuedAgain() {
    Job running = StoredJobs.insert(aJob().operation("contract").runningOn(WorkerId.SERVER));

    result(recovery.run());

    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.QUEUED);
    assertThat(queue.backlog().find(running.id)).isPresent();
  }
}
