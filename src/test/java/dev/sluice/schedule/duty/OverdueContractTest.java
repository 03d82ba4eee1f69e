package dev.sluice.schedule.duty;

import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.Job;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.output.EndAttempt;
import dev.sluice.schedule.match.ScheduleConfig;
import dev.sluice.store.PlainStore;
import dev.sluice.time.ManualTimers;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.worker.Heartbeat;
import dev.sluice.worker.Membership;
import dev.sluice.worker.RegisteredWorker;
import dev.sluice.worker.Worker;
import dev.sluice.worker.WorkerCache;
import dev.sluice.worker.Workers;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attempts that were assigned or run for too long. */
@ExtendWith(PlainStore.class)
class OverdueContractTest {
  private static final Heartbeat BEAT = new Heartbeat(1, 1, List.of(), false);

  @Inject Jobs jobs;
  @Inject EndAttempt endAttempt;
  @Inject JobConfig jobConfig;
  @Inject ScheduleConfig config;
  @Inject Membership membership;
  @Inject Workers workers;
  @Inject WorkerCache cache;
  private final ManualTimers timers = new ManualTimers();
  private EnforceTimeouts timeouts;
  private ReclaimUnfetched unfetched;
  private RegisteredWorker worker;

  @BeforeEach
  void duties() {
    timeouts = new EnforceTimeouts(jobs, endAttempt, cache, jobConfig, config, timers);
    unfetched = new ReclaimUnfetched(jobs, workers, jobConfig, timers);
    worker = RegisteredWorker.register(membership, workers, jobs);
  }

  @Test
  void runOnce_workerIsHeardAfterTheLimit_endsTheAttempt() {
    Job running = worker.running();
    Duration allowed = allowed(running);
    run(timeouts);
    timers.advance(allowed);
    run(timeouts);
    heartbeat();
    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.RUNNING);

    timers.advance(Duration.ofMillis(1));
    run(timeouts);
    assertThat(StoredJobs.now(running).status)
        .as("what the worker has to report may be on its way")
        .isEqualTo(JobStatus.RUNNING);
    heartbeat();
    run(timeouts);

    assertThat(StoredJobs.now(running).attempts.get(0).outcome()).isEqualTo(Outcome.TIMEOUT);
  }

  @Test
  void runOnce_jobWithoutALimit_runsOn() {
    Job running = worker.running();
    Duration limit = allowed(running);
    jobs.held().find(running.id).orElseThrow().timeoutMs = 0;

    for (int i = 0; i < 3; i++) {
      run(timeouts);
      timers.advance(limit);
      heartbeat();
    }

    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.RUNNING);
  }

  @Test
  void runOnce_storeOrWorkerAwaySinceTheLimit_leavesTheAttempt() {
    Job running = worker.running();
    run(timeouts);
    for (int i = 0; i < 5; i++) {
      timers.advance(allowed(running));
      run(timeouts);
    }

    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.RUNNING);
  }

  @Test
  void runOnce_serverHasJustStarted_givesTheWholeLimitFirst() {
    Job running = worker.running();
    run(timeouts);
    timers.advance(allowed(running).plusMillis(1));
    EnforceTimeouts restarted =
        new EnforceTimeouts(jobs, endAttempt, cache, jobConfig, config, timers);

    run(restarted);
    heartbeat();
    run(restarted);

    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.RUNNING);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, -1})
  void runOnce_wallClockJumpsByHours_endsNothing(int hours) {
    Job running = worker.running();
    Job assigned = worker.assigned();
    Instant afterTheJump = Instant.now().plus(Duration.ofHours(hours));
    run(timeouts);
    run(unfetched);

    result(timeouts.runOnce(afterTheJump));
    heartbeat();
    result(timeouts.runOnce(afterTheJump));
    result(unfetched.runOnce(afterTheJump));

    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.RUNNING);
    assertThat(StoredJobs.now(assigned).status).isEqualTo(JobStatus.ASSIGNED);
  }

  @Test
  void end_attemptEndedMeanwhile_isEmpty() {
    Job running = worker.running();
    StoredJobs.end(jobs, running, EndReason.WORKER_LOST);

    assertThat(result(timeouts.end(running))).isNull();
    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void runOnce_assignmentNotFetched_queuesTheJobAgain() {
    Job assigned = worker.assigned();
    Job running = worker.running();
    run(unfetched);
    timers.advance(jobConfig.fetchWithin());
    run(unfetched);
    assertThat(StoredJobs.now(assigned).status).isEqualTo(JobStatus.ASSIGNED);

    timers.advance(Duration.ofMillis(1));
    run(unfetched);

    assertThat(StoredJobs.now(assigned).status).isEqualTo(JobStatus.QUEUED);
    assertThat(StoredJobs.now(assigned).attempts.get(0).reason()).isEqualTo(EndReason.NOT_FETCHED);
    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.RUNNING);
  }

  @Test
  void runOnce_workerDoesNotFetchTwiceInARow_coolsDown() {
    notFetched();
    assertThat(cache.find(worker.id()).orElseThrow().cooldownUntil).isNull();

    notFetched();

    assertThat(cache.find(worker.id()).orElseThrow().cooldownUntil).isNotNull();
  }

  @Test
  void runOnce_workerLeftInBetween_isForgotten() {
    notFetched();
    result(membership.leave(worker.stored()));
    worker = RegisteredWorker.registerAgain(membership, workers, jobs, worker.id());

    notFetched();

    assertThat(cache.find(worker.id()).orElseThrow().cooldownUntil).isNull();
  }

  @Test
  void runOnce_workerFetchesInBetween_doesNotCoolDown() {
    notFetched();
    Job fetched = worker.running();
    run(unfetched);
    StoredJobs.end(jobs, fetched, EndReason.COMPLETED);

    notFetched();

    assertThat(cache.find(worker.id()).orElseThrow().cooldownUntil).isNull();
  }

  private void notFetched() {
    worker.assigned();
    run(unfetched);
    timers.advance(jobConfig.fetchWithin().plusMillis(1));
    run(unfetched);
  }

  private Duration allowed(Job job) {
    return Duration.ofMillis(job.timeoutMs).plus(jobConfig.grace()).plus(config.overdueMargin());
  }

  private static void run(Duty duty) {
    result(duty.runOnce(Instant.now()));
  }

  /** The worker stores a heartbeat, in a later millisecond than the one before. */
  private void heartbeat() {
    Instant before = cache.find(worker.id()).orElseThrow().lastHeartbeatAt;
    Worker heard;
    do {
      heard = result(workers.heartbeat(worker.id(), worker.token(), BEAT));
    } while (heard.lastHeartbeatAt.equals(before));
  }
}
