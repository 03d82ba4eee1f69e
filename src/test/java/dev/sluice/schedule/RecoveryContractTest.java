package dev.sluice.schedule;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.time.Awaiting.result;
import static dev.sluice.worker.WorkerBuilder.aWorker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.schedule.match.JobQueue;
import dev.sluice.store.PlainStore;
import dev.sluice.worker.Worker;
import dev.sluice.worker.WorkerCache;
import dev.sluice.worker.WorkerId;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The jobs are put into the store past the gate, as a server finds them when it starts. */
@ExtendWith(PlainStore.class)
class RecoveryContractTest {
  @Inject Recovery recovery;
  @Inject JobQueue queue;
  @Inject Jobs jobs;
  @Inject Scheduler scheduler;
  @Inject WorkerCache cache;

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

  @Test
  void run_storedWorker_isKnownAgain() {
    Worker stored = aWorker().id("w-" + UUID.randomUUID()).build();
    result(Worker.mongoCollection().insertOne(stored));
    assertThat(cache.find(stored.id)).isEmpty();

    result(recovery.run());

    assertThat(cache.find(stored.id)).isPresent();
  }

  @Test
  void run_done_schedulerIsActiveAndReady() {
    result(recovery.run());

    assertThat(scheduler.isActive()).isTrue();
    assertThat(scheduler.isReady()).isTrue();
  }
}
