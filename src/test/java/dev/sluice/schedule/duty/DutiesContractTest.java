package dev.sluice.schedule.duty;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Filters;
import dev.sluice.job.Job;
import dev.sluice.job.JobBuilder;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.job.submit.IdempotencyKeys;
import dev.sluice.output.OutputLog;
import dev.sluice.output.StoredChunk;
import dev.sluice.schedule.match.JobQueue;
import dev.sluice.schedule.match.ScheduleConfig;
import dev.sluice.store.PlainStore;
import dev.sluice.store.StorePing;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Settings;
import dev.sluice.wire.Outcome;
import dev.sluice.worker.Membership;
import dev.sluice.worker.Presence;
import dev.sluice.worker.ReclaimAttempts;
import dev.sluice.worker.RegisteredWorker;
import dev.sluice.worker.WorkerCache;
import dev.sluice.worker.WorkerConfig;
import dev.sluice.worker.WorkerId;
import dev.sluice.worker.Workers;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(PlainStore.class)
class DutiesContractTest {
  @Inject Jobs jobs;
  @Inject OutputLog output;
  @Inject IdempotencyKeys keys;
  @Inject ScheduleConfig config;
  @Inject JobQueue queue;
  @Inject Clock clock;
  @Inject WorkerCache cache;
  @Inject Workers workers;
  @Inject ReclaimAttempts reclaim;
  @Inject Membership membership;
  @Inject StorePing store;
  @Inject WorkerConfig workerConfig;

  private final Throttle atOnce = new Throttle(new ManualTimers());

  @Test
  void expire_unopenedJob_isCancelled() {
    Job job = expiring(aJob());

    expire(job);

    assertThat(StoredJobs.now(job).status).isEqualTo(JobStatus.CANCELLED);
    assertThat(StoredJobs.now(job).reason).isEqualTo(EndReason.EXPIRED);
  }

  @Test
  void expire_finishedJob_isPurgedWithItsOutput() {
    Job job = expiring(aJob().runningOn("w").ended(JobStatus.COMPLETED, Outcome.COMPLETED, 2));
    store(job, 0);
    store(job, 1);

    expire(job);

    assertThat(StoredJobs.exists(job)).isFalse();
    assertThat(chunksOf(job)).isZero();
  }

  @Test
  void expire_moreThanOneBatch_purgesAll() {
    ScheduleConfig two =
        Settings.of(ScheduleConfig.class, Map.of("sluice.schedule.purge-batch", "2"));
    List<Job> expired =
        Stream.generate(() -> expiring(aJob().ended(JobStatus.FAILED, Outcome.FAILED, 0)))
            .limit(5)
            .toList();

    int purged = result(purge(two, new ManualTimers()).runOnce(inAnHour().plusSeconds(1)));

    assertThat(purged).isGreaterThanOrEqualTo(5);
    assertThat(expired).noneMatch(StoredJobs::exists);
  }

  @Test
  void expire_timeIsOver_leavesTheRest() {
    Map<String, String> settings =
        Map.of("sluice.schedule.purge-batch", "1", "sluice.schedule.purge-for", "0s");
    ScheduleConfig noTime = Settings.of(ScheduleConfig.class, settings);
    expiring(aJob().ended(JobStatus.FAILED, Outcome.FAILED, 0));
    expiring(aJob().ended(JobStatus.FAILED, Outcome.FAILED, 0));

    assertThat(result(purge(noTime, new ManualTimers()).runOnce(inAnHour().plusSeconds(1))))
        .isEqualTo(1);
  }

  @Test
  void expire_jobOpenedMeanwhile_stays() {
    Job job = expiring(aJob().queued());

    expire(job);

    assertThat(StoredJobs.now(job).status).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void reconcile_eventWasLost_readsTheJob() {
    Job job = StoredJobs.insert(aJob().operation("contract").queued());
    assertThat(queue.backlog().find(job.id)).isEmpty();

    result(new Reconcile(queue, jobs, atOnce).runOnce(clock.instant()));

    assertThat(queue.backlog().find(job.id)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, -1})
  void duties_wallClockJumpsByHours_liveWorkerKeepsItsJobs(int hours) {
    RegisteredWorker live = RegisteredWorker.register(membership, workers, jobs);
    Job running = live.running();
    ManualTimers timers = new ManualTimers();
    Instant afterTheJump = clock.instant().plus(Duration.ofHours(hours));
    List<Duty> duties =
        List.of(
            retire(timers),
            new ReclaimOrphans(jobs, cache, workers, reclaim),
            new ForgetWorkers(membership, new Throttle(timers)),
            new Reconcile(queue, jobs, new Throttle(timers)));

    for (Duty duty : duties) {
      result(duty.runOnce(clock.instant()));
      result(duty.runOnce(afterTheJump));
    }

    assertThat(cache.find(live.id()).orElseThrow().offline).isFalse();
    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.RUNNING);
  }

  @Test
  void reclaimOrphans_serverEndedBetweenTwoWrites_queuesTheJobsOfTheLostWorkerOnly() {
    RegisteredWorker lost = RegisteredWorker.register(membership, workers, jobs);
    RegisteredWorker live = RegisteredWorker.register(membership, workers, jobs);
    Job onLost = lost.running();
    Job onLive = live.running();
    // When the server marks the worker and then ends before it takes the attempts back
    result(workers.fellSilent(lost.stored()));

    reclaimOrphans();

    assertThat(StoredJobs.now(onLost).status).isEqualTo(JobStatus.QUEUED);
    assertThat(StoredJobs.now(onLost).attempts.get(0).reason()).isEqualTo(EndReason.WORKER_LOST);
    assertThat(StoredJobs.now(onLive).status).isEqualTo(JobStatus.RUNNING);
  }

  @Test
  void reclaimOrphans_assignmentWasOnItsWayToARemovedWorker_isQueuedAgain() {
    RegisteredWorker removed = RegisteredWorker.register(membership, workers, jobs);
    RegisteredWorker left = RegisteredWorker.register(membership, workers, jobs);
    RegisteredWorker.remove(membership, removed.id());
    result(membership.leave(left.stored()));
    Job onRemoved = removed.assigned();
    Job onLeft = left.handedOut();

    reclaimOrphans();

    assertThat(StoredJobs.now(onRemoved).status).isEqualTo(JobStatus.QUEUED);
    assertThat(StoredJobs.now(onLeft).status).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void reclaimOrphans_workerRegisteredAnewMeanwhile_queuesTheJobsOfTheFormerIncarnation() {
    RegisteredWorker former = RegisteredWorker.register(membership, workers, jobs);
    RegisteredWorker.register(membership, former.id());
    Job onItsWay = former.assigned();

    reclaimOrphans();

    assertThat(StoredJobs.now(onItsWay).status).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void reclaimOrphans_serverRunsAJobItself_jobStays() {
    Job running = StoredJobs.insert(aJob().operation("contract").runningOn(WorkerId.SERVER));
    result(jobs.recoverHeld());

    reclaimOrphans();

    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.RUNNING);
    result(reclaim.from(WorkerId.SERVER, "the test is over"));
  }

  private void reclaimOrphans() {
    result(new ReclaimOrphans(jobs, cache, workers, reclaim).runOnce(clock.instant()));
  }

  @Test
  void forget_workerOfflineForADay_isDeletedAndOthersStay() {
    String live = register();
    String offline = register();
    String removed = register();
    result(workers.fellSilent(cache.find(offline).orElseThrow()));
    RegisteredWorker.remove(membership, removed);
    Instant due = clock.instant().plus(workerConfig.forgetAfter());

    forget(due.minusSeconds(60));
    assertThat(cache.find(offline)).isPresent();
    forget(due.plusSeconds(1));

    assertThat(result(workers.find(offline))).isNull();
    assertThat(result(workers.find(removed))).isNull();
    assertThat(cache.find(offline)).isEmpty();
    assertThat(cache.find(live)).isPresent();
  }

  private void forget(Instant now) {
    result(new ForgetWorkers(membership, new Throttle(new ManualTimers())).runOnce(now));
  }

  private RetireSilentWorkers retire(ManualTimers timers) {
    Presence presence = new Presence(workers, workerConfig, timers);
    return new RetireSilentWorkers(cache, workers, presence, reclaim, store);
  }

  private String register() {
    return RegisteredWorker.register(membership, workers, jobs).id();
  }

  private Expire purge(ScheduleConfig settings, ManualTimers timers) {
    return new Expire(jobs, output, keys, settings, new Throttle(timers), timers);
  }

  private Job expiring(JobBuilder builder) {
    Job job = builder.operation("contract").build();
    job.expiresAt = inAnHour();
    return StoredJobs.insert(builder);
  }

  private Instant inAnHour() {
    return clock.instant().plus(Duration.ofHours(1));
  }

  private void expire(Job job) {
    assertThat(job.expiresAt).isNotNull();
    result(
        new Expire(jobs, output, keys, config, atOnce, new ManualTimers())
            .runOnce(inAnHour().plus(Duration.ofHours(1))));
  }

  private static void store(Job job, int seq) {
    StoredChunk chunk = new StoredChunk();
    chunk.id = job.id + "/1/" + seq;
    result(StoredChunk.mongoCollection().insertOne(chunk));
  }

  private static long chunksOf(Job job) {
    return result(
        StoredChunk.mongoCollection()
            .countDocuments(Filters.in("_id", job.id + "/1/0", job.id + "/1/1")));
  }
}
