package dev.sluice.schedule.match;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.time.Awaiting.result;
import static dev.sluice.worker.WorkerBuilder.aWorker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.Job;
import dev.sluice.job.JobBuilder;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.job.submit.Operations;
import dev.sluice.store.PlainStore;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Settings;
import dev.sluice.worker.FleetInMemory;
import dev.sluice.worker.WorkerBuilder;
import dev.sluice.worker.call.LongPolls;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rounds with a backlog of ten seats, a fleet of their own, and the store. */
@ExtendWith(PlainStore.class)
class AssignerContractTest {
  /** Only the fleet of this test runs it. */
  private static final String OPERATION = "assigner_contract";

  private static final int SEATS = 10;

  @Inject Jobs jobs;
  @Inject JobConfig jobConfig;
  @Inject LongPolls polls;
  @Inject Clock clock;
  private final ManualTimers timers = new ManualTimers();
  private final FleetInMemory fleet = new FleetInMemory(timers);
  private final List<Job> stored = new ArrayList<>();
  private JobQueue queue;
  private Assigner assigner;

  @BeforeEach
  void aServer() {
    aServer(SEATS);
  }

  @AfterEach
  void cancelWhatIsLeft() {
    for (Job job : stored) {
      Job now = StoredJobs.now(job);
      if (now.status == JobStatus.QUEUED) {
        result(jobs.cancelUnfetched(now, EndReason.CANCELLED));
      }
    }
  }

  private void aServer(int seats) {
    ScheduleConfig config =
        Settings.of(ScheduleConfig.class, Map.of("sluice.schedule.backlog", String.valueOf(seats)));
    queue = new JobQueue(jobs, jobConfig, config, new Operations(List.of()), clock, timers);
    assigner =
        new Assigner(
            queue, FleetFixture.capacity(fleet, jobs, clock), polls, config, clock, timers);
  }

  @Test
  @DisplayName("jobs that no worker fits, more than memory has seats for, hide no job behind them")
  void runOnce_unfitJobsAhead_assignsTheFittingOne() {
    fleet.join(worker());
    for (int i = 0; i < 3 * SEATS; i++) {
      queued(aJob().priority(9).needs(1, 1, Map.of("has", "gpu")));
    }
    Job fitting = queued(aJob().priority(0));
    assertThat(result(assigner.runOnce())).isZero();

    result(queue.refill());

    assertThat(result(assigner.runOnce())).isEqualTo(1);
    assertThat(StoredJobs.now(fitting).workerId).isEqualTo(OPERATION);
    assertThat(queue.backlog().all()).hasSizeLessThanOrEqualTo(2 * SEATS);
  }

  @Test
  @DisplayName("jobs that are not due, more than memory has seats for, hide no job behind them")
  void runOnce_jobsThatAreNotDueAhead_assignsTheDueOne() {
    fleet.join(worker());
    for (int i = 0; i < 3 * SEATS; i++) {
      queued(later(aJob().priority(9)));
    }
    Job due = queued(aJob().priority(0));
    result(assigner.runOnce());

    result(queue.refill());

    assertThat(result(assigner.runOnce())).isEqualTo(1);
    assertThat(StoredJobs.now(due).workerId).isEqualTo(OPERATION);
  }

  @Test
  @DisplayName("what memory had no room for is read and runs without a sweep")
  void runOnce_moreJobsThanSeats_assignsAll() {
    fleet.join(worker());
    for (int i = 0; i < 3 * SEATS; i++) {
      queued(aJob());
    }
    result(queue.refill());

    int assigned = 0;
    while (assigned < 3 * SEATS) {
      int more = result(assigner.runOnce());
      assigned += more;
      if (more == 0) {
        result(queue.refill());
      }
      assertThat(queue.backlog().all()).hasSizeLessThanOrEqualTo(2 * SEATS);
    }

    assertThat(stored).allMatch(job -> !StoredJobs.now(job).attempts.isEmpty());
  }

  @Test
  void runOnce_aWorkerComesForJobsThatWereLeftOut_readsThem() throws Exception {
    for (int i = 0; i < 3 * SEATS; i++) {
      queued(aJob().needs(1, 1, Map.of("has", "k" + i)));
    }
    result(queue.refill());
    result(assigner.runOnce());
    List<Instant> rounds = new ArrayList<>();
    Semaphore events = new Semaphore(0);
    assigner
        .mayAssign()
        .wake(
            now -> {
              rounds.add(now);
              events.release();
            });

    fleet.join(worker().labels(Map.of("has", "k29")));
    int assigned = result(assigner.runOnce());

    // The read of the first round may still be on its way, and the next one rests as long as it.
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (assigned == 0 && System.nanoTime() < until) {
      events.tryAcquire(1, TimeUnit.SECONDS);
      timers.advance(Duration.ofSeconds(1));
      assigned = result(assigner.runOnce());
    }
    assertThat(assigned).isEqualTo(1);
    assertThat(rounds).hasSizeLessThan(50);
  }

  @Test
  @DisplayName("a round that takes its most is followed by another at once")
  void runOnce_moreMatchesThanOneRoundTakes_asksForAnother() {
    aServer(1_000);
    fleet.join(worker());
    List<Instant> asked = new ArrayList<>();
    assigner.mayAssign().wake(asked::add);
    List<Job> all = new ArrayList<>();
    for (int i = 0; i < 501; i++) {
      all.add(aJob().operation(OPERATION).queued().id("job-" + UUID.randomUUID()).build());
    }
    result(Job.mongoCollection().insertMany(all));
    stored.addAll(all);
    result(queue.refill());
    asked.clear();

    assertThat(result(assigner.runOnce())).isEqualTo(500);

    assertThat(asked).isNotEmpty();
    assertThat(result(assigner.runOnce())).isPositive();
  }

  private static WorkerBuilder worker() {
    return aWorker().id(OPERATION).capabilities(OPERATION).capacity(10_000, 10_000_000, 10_000);
  }

  private Job queued(JobBuilder job) {
    Job queued = StoredJobs.insert(job.operation(OPERATION).queued());
    stored.add(Objects.requireNonNull(queued));
    return queued;
  }

  private JobBuilder later(JobBuilder job) {
    job.build().notBefore = clock.instant().plus(Duration.ofHours(1));
    return job;
  }
}
