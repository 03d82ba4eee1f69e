package dev.sluice.schedule.duty;

import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.store.PlainStore;
import dev.sluice.store.StorePing;
import dev.sluice.time.ManualTimers;
import dev.sluice.worker.Membership;
import dev.sluice.worker.Presence;
import dev.sluice.worker.ReclaimAttempts;
import dev.sluice.worker.RegisteredWorker;
import dev.sluice.worker.Worker;
import dev.sluice.worker.WorkerCache;
import dev.sluice.worker.WorkerConfig;
import dev.sluice.worker.Workers;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Workers that fall silent. */
@ExtendWith(PlainStore.class)
class RetireContractTest {
  @Inject Jobs jobs;
  @Inject Clock clock;
  @Inject WorkerCache cache;
  @Inject Workers workers;
  @Inject ReclaimAttempts reclaim;
  @Inject Membership membership;
  @Inject WorkerConfig config;
  @Inject StorePing store;

  private final ManualTimers timers = new ManualTimers();
  private RetireSilentWorkers duty;
  private RegisteredWorker worker;
  private Job running;

  @BeforeEach
  void runAJob() {
    worker = RegisteredWorker.register(membership, workers, jobs);
    running = worker.running();
    duty =
        new RetireSilentWorkers(
            cache, workers, new Presence(workers, config, timers), reclaim, store);
    retire();
  }

  @Test
  void retire_silentWorker_goesOfflineAndItsJobsAreQueuedAgain() {
    timers.advance(config.offlineAfter().plusMillis(1));

    retire();

    assertThat(cache.find(worker.id()).orElseThrow().offline).isTrue();
    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void retire_storeHasALaterHeartbeat_workerKeepsItsJobsForAnotherLease() {
    result(
        Worker.mongoCollection()
            .updateOne(
                Filters.eq(worker.id()),
                Updates.set("lastHeartbeatAt", clock.instant().plusSeconds(60))));
    timers.advance(config.offlineAfter().plusMillis(1));

    retire();
    timers.advance(config.offlineAfter());
    retire();
    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.RUNNING);

    timers.advance(Duration.ofMillis(1));
    retire();
    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.QUEUED);
  }

  private void retire() {
    result(duty.runOnce(clock.instant()));
  }
}
