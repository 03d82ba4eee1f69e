package dev.sluice.schedule.status;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.job.GateInMemory;
import dev.sluice.job.Job;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Settings;
import dev.sluice.time.TestClock;
import dev.sluice.wire.Outcome;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JobCountsTest {
  private static final Duration REST = Duration.ofSeconds(16);

  private long endedInStore;
  private final ManualTimers timers = new ManualTimers();
  private final Jobs jobs = new Jobs(Settings.of(JobConfig.class), new TestClock(), () -> 0.5);
  private final List<UniEmitter<? super Map<JobStatus, Long>>> counting = new ArrayList<>();
  private final JobCounts counts =
      new JobCounts(
          jobs,
          timers,
          new TestClock(),
          new JobCounts.Source(
              () -> Uni.createFrom().emitter(counting::add),
              since -> Uni.createFrom().item(endedInStore)));

  @Test
  void now_firstCall_waitsForTheStore() {
    CompletableFuture<JobCounts.Counts> answer = ask();
    assertThat(answer).isNotDone();

    counted(Map.of(JobStatus.COMPLETED, 20_000L));

    assertThat(answer.join().byStatus()).containsEntry(JobStatus.COMPLETED, 20_000L);
  }

  @Test
  void now_jobsChange_countsWithoutTheStore() {
    read(Map.of(JobStatus.QUEUED, 3L, JobStatus.COMPLETED, 5L));

    moved(JobStatus.QUEUED, aJob().runningOn("w").build());
    moved(JobStatus.RUNNING, over(2));
    moved(null, aJob().id("new").build());
    jobs.deleted().publish(over(3));

    assertThat(now().byStatus())
        .containsEntry(JobStatus.QUEUED, 2L)
        .containsEntry(JobStatus.RUNNING, 0L)
        .containsEntry(JobStatus.COMPLETED, 5L)
        .containsEntry(JobStatus.SUBMITTED, 1L);
    assertThat(now().endedLastMinute()).isEqualTo(1);
    assertThat(counting).hasSize(1);
  }

  @Test
  void now_writeThatIsNoMove_changesNoCount() {
    read(Map.of(JobStatus.RUNNING, 1L));

    moved(JobStatus.RUNNING, aJob().runningOn("w").build());

    assertThat(now().byStatus()).containsEntry(JobStatus.RUNNING, 1L);
  }

  @Test
  void now_countsAreOld_answersAtOnceAndCountsAgain() {
    read(Map.of(JobStatus.QUEUED, 3L));
    timers.advance(REST);

    assertThat(now().byStatus()).containsEntry(JobStatus.QUEUED, 3L);
    assertThat(counting).hasSize(2);
    counted(Map.of(JobStatus.QUEUED, 7L));

    assertThat(now().byStatus()).containsEntry(JobStatus.QUEUED, 7L);
    assertThat(counting).hasSize(2);
  }

  @Test
  void now_notAskedForLong_waitsForTheStore() {
    read(Map.of(JobStatus.QUEUED, 3L));
    timers.advance(REST.multipliedBy(4));

    CompletableFuture<JobCounts.Counts> answer = ask();
    assertThat(answer).isNotDone();
    counted(Map.of(JobStatus.QUEUED, 7L));

    assertThat(answer.join().byStatus()).containsEntry(JobStatus.QUEUED, 7L);
  }

  @Test
  void now_jobsChangedWhileTheyWereCounted_countsAgainOnceTheyRest() {
    CompletableFuture<JobCounts.Counts> first = ask();
    moved(null, aJob().build());
    counted(Map.of(JobStatus.SUBMITTED, 1L));
    first.join();
    assertThat(ask()).isDone();

    timers.advance(Duration.ofSeconds(1));

    assertThat(ask()).isNotDone();
    assertThat(counting).hasSize(2);
  }

  @Test
  void now_manyCallsWhileCounting_shareOneCount() {
    CompletableFuture<JobCounts.Counts> one = ask();
    CompletableFuture<JobCounts.Counts> two = ask();

    counted(Map.of());

    assertThat(one).isDone();
    assertThat(two).isDone();
    assertThat(counting).hasSize(1);
  }

  @Test
  void now_storeIsAway_failsAndTheNextCallAsksAgain() {
    CompletableFuture<JobCounts.Counts> answer = ask();

    counting.get(0).fail(new IllegalStateException("away"));

    assertThatThrownBy(answer::join).hasMessageContaining("away");
    read(Map.of(JobStatus.QUEUED, 1L));
    assertThat(now().byStatus()).containsEntry(JobStatus.QUEUED, 1L);
  }

  @Test
  void now_endsThatOnlyTheStoreKnows_count() {
    endedInStore = 3;
    read(Map.of(JobStatus.RUNNING, 1L));

    moved(JobStatus.RUNNING, over(2));

    assertThat(now().endedLastMinute()).isEqualTo(4);
  }

  @Test
  void endedLastMinute_minuteLater_isZero() {
    RecentEnds ends = new RecentEnds(timers);
    ends.add();
    ends.add();
    timers.advance(Duration.ofSeconds(59));
    assertThat(ends.count()).isEqualTo(2);

    timers.advance(Duration.ofSeconds(1));

    assertThat(ends.count()).isZero();
  }

  @Test
  void endedLastMinute_endsOfOtherServers_countForAMinute() {
    RecentEnds ends = new RecentEnds(timers);
    ends.add();

    ends.correct(5);
    assertThat(ends.count()).isEqualTo(5);
    timers.advance(Duration.ofSeconds(60));

    assertThat(ends.count()).isZero();
  }

  private static Job over(long revision) {
    return aJob()
        .revision(revision)
        .runningOn("w")
        .ended(JobStatus.COMPLETED, Outcome.COMPLETED, 0)
        .build();
  }

  private void moved(@Nullable JobStatus from, Job job) {
    GateInMemory.wrote(jobs, job, from);
  }

  private CompletableFuture<JobCounts.Counts> ask() {
    return counts.now().subscribeAsCompletionStage();
  }

  private JobCounts.Counts now() {
    return result(counts.now());
  }

  private void read(Map<JobStatus, Long> stored) {
    CompletableFuture<JobCounts.Counts> answer = ask();
    counted(stored);
    answer.join();
  }

  private void counted(Map<JobStatus, Long> stored) {
    counting.get(counting.size() - 1).complete(stored);
  }
}
