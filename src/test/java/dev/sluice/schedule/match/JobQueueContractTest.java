package dev.sluice.schedule.match;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.Job;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobLookup;
import dev.sluice.job.Jobs;
import dev.sluice.job.Placement;
import dev.sluice.job.StoredJobs;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.job.attempt.Lease;
import dev.sluice.job.submit.Operations;
import dev.sluice.store.PlainStore;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Settings;
import dev.sluice.time.TestClock;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PlainStore.class)
class JobQueueContractTest {
  @Inject Jobs jobs;
  @Inject JobQueue queue;

  @Test
  void recheck_jobNotQueuedAnyMore_leavesTheBacklog() {
    Job queued = StoredJobs.insert(aJob().operation("contract").queued());
    result(jobs.cancelUnfetched(queued, EndReason.CANCELLED));
    // As if it had been read before the cancellation and taken over after it.
    queue.backlog().add(QueuedJob.of(queued, Duration.ofMinutes(1)));

    result(queue.recheck(List.of(queued.id, "job-none")));

    assertThat(queue.backlog().find(queued.id)).isEmpty();
  }

  @Test
  @DisplayName("a job that another write took from the queue is not offered again")
  void assign_jobNotQueuedAnyMore_leavesTheBacklog() {
    Job queued = StoredJobs.insert(aJob().operation("contract").queued());
    result(jobs.cancelUnfetched(queued, EndReason.CANCELLED));
    queue.backlog().add(QueuedJob.of(queued, Duration.ofMinutes(1)));

    List<Job> won =
        result(queue.assign(List.of(new Placement(queued.id, 1, Lease.of("w", "i"), true))));

    assertThat(won).isEmpty();
    assertThat(queue.backlog().find(queued.id)).isEmpty();
  }

  @Test
  void lookAround_clockSetBack_retryWaitsNoLonger() {
    TestClock clock = new TestClock();
    JobQueue aloof =
        new JobQueue(
            jobs,
            Settings.of(JobConfig.class),
            Settings.of(ScheduleConfig.class),
            new Operations(List.of()),
            clock,
            new ManualTimers());
    aloof.lookAround(List.of());
    Job retry = aJob().id("job-" + UUID.randomUUID()).queued().build();
    retry.retryAt = clock.instant().plusSeconds(10);
    aloof.backlog().add(QueuedJob.of(retry, Duration.ofMinutes(1)));

    clock.advance(Duration.ofHours(-1));
    aloof.lookAround(List.of());

    assertThat(aloof.untilNextDue()).contains(Duration.ofSeconds(10));
  }

  @Test
  @DisplayName("the queue is read page after page, and without payloads")
  void refill_moreThanAPage_readsAll() {
    List<Job> all = new ArrayList<>();
    for (int i = 0; i < 1_100; i++) {
      all.add(
          aJob()
              .id("job-" + UUID.randomUUID())
              .operation("contract")
              .payload("{\"command\":\"x\"}")
              .needs(2.5, 64, Map.of("b", "2", "a", "1"))
              .tried(EndReason.WORKER_LOST, 0)
              .revision(4)
              .queued()
              .build());
    }
    result(Job.mongoCollection().insertMany(all));

    result(queue.refill());

    assertThat(all)
        .allSatisfy(
            job ->
                assertThat(queue.backlog().find(job.id))
                    .contains(QueuedJob.of(job, Duration.ofMinutes(1))));
    assertThat(result(JobLookup.queuedAfter("", 10))).allMatch(job -> job.payload.equals("{}"));
    all.forEach(job -> result(jobs.delete(job)));
    all.forEach(job -> queue.backlog().remove(job.id));
  }
}
