package dev.sluice.job;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.job.StoredJobs.assign;
import static dev.sluice.job.StoredJobs.end;
import static dev.sluice.job.StoredJobs.insert;
import static dev.sluice.job.StoredJobs.lease;
import static dev.sluice.job.StoredJobs.now;
import static dev.sluice.job.StoredJobs.run;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.attempt.AttemptEnd;
import dev.sluice.job.attempt.AttemptOutput;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.store.PlainStore;
import dev.sluice.time.Settings;
import dev.sluice.wire.JobError;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.job.AttemptView.LateResult;
import dev.sluice.wire.output.OutputTotals;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The gate on a real store. No worker can run these jobs' operation, so the scheduler leaves them.
 */
@ExtendWith(PlainStore.class)
class JobsContractTest {
  @Inject Jobs jobs;

  @Test
  void open_manyCallersAtOnce_oneGetsTheJob() {
    Job job = insert(submitted());
    List<Uni<@Nullable Job>> openers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      openers.add(jobs.open(job.id));
    }

    List<@Nullable Job> opened = result(Uni.join().all(openers).andFailFast());

    assertThat(opened.stream().filter(Objects::nonNull)).hasSize(1);
    assertThat(now(job).status).isEqualTo(JobStatus.QUEUED);
    assertThat(now(job).expiresAt).isNull();
  }

  @Test
  void assign_someJobsNoLongerQueued_assignsTheOthers() {
    Job free = insert(queued());
    Job taken = insert(queued());
    Job cancelled = insert(queued());
    run(jobs, taken, "other");
    result(jobs.cancelUnfetched(cancelled, EndReason.CANCELLED));

    List<Job> won =
        result(jobs.assign(List.of(placement(free), placement(taken), placement(cancelled))));

    assertThat(won).extracting(job -> job.id).containsExactly(free.id);
    assertThat(won.get(0).attempts).hasSize(1);
    assertThat(now(taken).workerId).isEqualTo("other");
    assertThat(now(cancelled).status).isEqualTo(JobStatus.CANCELLED);
  }

  @Test
  void assign_jobThatAnotherServerCancelled_publishesWhatTheStoreSays() {
    Job free = insert(queued());
    Job cancelled = insert(queued());
    Jobs ofOther = new Jobs(Settings.of(JobConfig.class), Clock.systemUTC(), () -> 0.5);
    result(ofOther.cancelUnfetched(cancelled, EndReason.CANCELLED));
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    Runnable stop =
        jobs.changes().project(change -> told.add(change.job().id + " " + change.job().status));

    result(jobs.assign(List.of(placement(free), placement(cancelled))));

    assertThat(told).containsExactly(free.id + " ASSIGNED", cancelled.id + " CANCELLED");
    stop.run();
  }

  @ParameterizedTest
  @CsvSource({"true, RUNNING", "false, ASSIGNED"})
  void assign_handedOutOrNot_isStartedOnlyIfItWas(boolean handedOut, JobStatus status) {
    Job job = insert(queued());

    Placement placement = new Placement(job.id, 1, lease("of " + job.id, "w"), handedOut);
    result(jobs.assign(List.of(placement)));

    Job stored = now(job);
    assertThat(stored.status).isEqualTo(status);
    assertThat(stored.startedAt != null).isEqualTo(handedOut);
    assertThat(stored.attempts.get(0).startedAt()).isEqualTo(stored.startedAt);
  }

  @Test
  void assign_decidedForAnEarlierAttempt_assignsNothing() {
    Job job = insert(queued().tried(Outcome.WORKER_LOST));
    Placement stale = new Placement(job.id, 1, lease("t", "w"), false);

    List<Job> won = result(jobs.assign(List.of(stale)));

    assertThat(won).isEmpty();
  }

  @Test
  void fetched_twice_succeedsOnce() {
    Job job = insert(queued());
    Job assigned = assign(jobs, job, "w");

    Job first = Objects.requireNonNull(result(jobs.fetched(assigned)));
    Job second = result(jobs.fetched(assigned));

    assertThat(first.status).isEqualTo(JobStatus.RUNNING);
    assertThat(first.attempts.get(0).startedAt()).isNotNull();
    assertThat(second).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "COMPLETED, COMPLETED",
    "EXIT_CODE, FAILED",
    "FAILED, FAILED",
    "TIMEOUT, QUEUED",
    "CANCELLED, CANCELLED",
    "WORKER_REPORTED, QUEUED",
    "WORKER_LOST, QUEUED",
    "HANDED_BACK, QUEUED"
  })
  void end_eachReason_leadsToItsStatus(EndReason reason, JobStatus status) {
    Job running = run(jobs, insert(queued()), "w");

    Job ended = end(jobs, running, reason);

    assertThat(ended.status).isEqualTo(status);
    assertThat(ended.lease).isNull();
    assertThat(ended.attempts.get(0).outcome()).isEqualTo(reason.outcome());
    assertThat(ended.attempts.get(0).reason()).isEqualTo(reason);
    assertThat(ended.attempts.get(0).hasEnded()).isTrue();
    assertThat(ended.reason).isEqualTo(status.isFinal() ? reason : null);
    assertThat(ended.expiresAt == null).isEqualTo(!status.isFinal());
    assertThat(jobs.held().find(ended.id)).isEmpty();
  }

  @Test
  void end_failureThatMayHeal_waitsAndKeepsItsPlaceInTheQueue() {
    Job queued = insert(queued());
    Job again = end(jobs, run(jobs, queued, "w"), EndReason.WORKER_REPORTED);

    Instant ended = Objects.requireNonNull(again.attempts.get(0).endedAt());
    Instant next = Objects.requireNonNull(again.retryAt);
    assertThat(next).isBetween(ended.plusMillis(500), ended.plusMillis(1_000));
    assertThat(again.notAssignedBefore()).contains(next);
    assertThat(again.queuedAt).isEqualTo(queued.queuedAt);
    assertThat(again.waitingSince()).isEqualTo(ended);

    assertThat(assign(jobs, again, "w2").retryAt).isNull();
  }

  @Test
  void end_handedBack_waitsForNothing() {
    Job again = end(jobs, run(jobs, insert(queued()), "w"), EndReason.HANDED_BACK);

    assertThat(again.notAssignedBefore()).isEmpty();
  }

  @Test
  void end_twice_secondFindsNothing() {
    Job running = run(jobs, insert(queued()), "w");
    end(jobs, running, EndReason.COMPLETED);

    assertThat(result(tryToEnd(running, EndReason.FAILED))).isNull();
  }

  @ParameterizedTest
  @CsvSource({"COMPLETED, false", "FAILED, true"})
  void end_jobWithSecrets_keepsThemOnlyWhileItCanBeRetried(EndReason reason, boolean kept) {
    Job job =
        insert(
            queued()
                .maxRetries(0)
                .payload("{\"command\":\"login pw1\",\"secrets\":[\"pw1\"]}")
                .metadata("{\"by\":\"pw1\"}")
                .tags(List.of("pw1")));

    end(jobs, run(jobs, job, "w"), reason);

    Job stored = now(job);
    String shown = stored.payload + stored.metadata + stored.tags;
    assertThat(shown.contains("pw1")).isEqualTo(kept);
    assertThat(stored.payload.contains("login ***")).isEqualTo(!kept);
  }

  @Test
  void end_copyOfAnEarlierAttempt_findsNothing() {
    Job first = run(jobs, insert(queued()), "w1");
    Job again = end(jobs, first, EndReason.WORKER_LOST);
    run(jobs, again, "w2");

    Job zombie = result(tryToEnd(first, EndReason.COMPLETED));

    assertThat(zombie).isNull();
    assertThat(now(first).status).isEqualTo(JobStatus.RUNNING);
  }

  @Test
  void end_thirdWorkerLost_failsAsPoison() {
    Job job = insert(queued().tried(Outcome.WORKER_LOST).tried(Outcome.WORKER_LOST));
    Job running = run(jobs, job, "w");

    Job ended = end(jobs, running, EndReason.WORKER_LOST);

    assertThat(ended.status).isEqualTo(JobStatus.FAILED);
    assertThat(ended.reason).isEqualTo(EndReason.POISON);
  }

  @ParameterizedTest
  @CsvSource({"POISON, 2, last words", "WORKER_LOST, 1,"})
  void end_workerLost_readsTheLastLinesForPoisonOnly(
      EndReason expected, int lostBefore, @Nullable String evidence) {
    JobBuilder builder = queued();
    for (int i = 0; i < lostBefore; i++) {
      builder.tried(Outcome.WORKER_LOST);
    }
    Job running = run(jobs, insert(builder), "w");
    AtomicInteger reads = new AtomicInteger();
    Uni<String> lines = Uni.createFrom().item("last words").invoke(text -> reads.incrementAndGet());

    AttemptEnd end =
        new AttemptEnd(EndReason.WORKER_LOST, null, null, new JobError("worker_lost", "gone"));
    result(jobs.end(running, end, new AttemptOutput(OutputTotals.NONE, lines)));

    Job ended = now(running);
    assertThat(ended.attempts.get(lostBefore).reason()).isEqualTo(expected);
    assertThat(reads.get()).isEqualTo(evidence == null ? 0 : 1);
    String shown = ended.result == null ? "" : String.valueOf(ended.result);
    assertThat(shown.contains("last words")).isEqualTo(evidence != null);
  }

  @Test
  void end_withExitCode_isKeptWithTheAttempt() {
    Job failed = run(jobs, insert(queued().maxRetries(0)), "w");
    Job lost = run(jobs, insert(queued()), "w");

    result(
        jobs.end(failed, new AttemptEnd(EndReason.EXIT_CODE, 3, null, null), AttemptOutput.NONE));
    end(jobs, lost, EndReason.WORKER_LOST);

    assertThat(now(failed).attempts.get(0).exitCode()).isEqualTo(3);
    assertThat(now(lost).attempts.get(0).exitCode()).isNull();
  }

  @Test
  void delete_writtenSinceItWasRead_isKeptAndNotPublished() {
    Job read = end(jobs, run(jobs, insert(queued()), "w"), EndReason.COMPLETED);
    result(jobs.keepLate(read, 1, new LateResult(Outcome.FAILED, 1, Instant.EPOCH)));
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    Runnable stop = jobs.deleted().project(gone -> told.add(gone.id));

    boolean stale = result(jobs.delete(read));
    List<String> toldOfStale = List.copyOf(told);
    boolean fresh = result(jobs.delete(now(read)));

    assertThat(stale).isFalse();
    assertThat(toldOfStale).isEmpty();
    assertThat(fresh).isTrue();
    assertThat(told).containsExactly(read.id);
    stop.run();
  }

  @Test
  void unfetched_assigned_queuesTheJobAgain() {
    Job job = insert(queued());
    Job assigned = assign(jobs, job, "w");

    Job again = Objects.requireNonNull(result(jobs.unfetched(assigned, "late")));

    assertThat(again.status).isEqualTo(JobStatus.QUEUED);
    assertThat(again.attempts.get(0).reason()).isEqualTo(EndReason.NOT_FETCHED);
    assertThat(again.attempts.get(0).chunks()).isZero();
  }

  @Test
  void keepLate_endedAttempt_storesTheResultWithIt() {
    Job job = insert(queued().tried(Outcome.WORKER_LOST).tried(Outcome.TIMEOUT));
    LateResult late = new LateResult(Outcome.COMPLETED, 0, Instant.parse("2026-01-01T00:00:00Z"));

    result(jobs.keepLate(job, 1, late));

    assertThat(now(job).attempts.get(0).late()).isEqualTo(late);
    assertThat(now(job).attempts.get(1).late()).isNull();
    assertThat(now(job).status).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void recoverHeld_newProcess_knowsHeldJobs() {
    Job assigned = assign(jobs, insert(queued()), "w");
    Job running = run(jobs, insert(queued()), "w");
    Job queued = insert(queued());
    Jobs restarted = anotherProcess();

    result(restarted.recoverHeld());

    assertThat(restarted.held().find(assigned.id)).isPresent();
    assertThat(restarted.held().find(running.id)).isPresent();
    assertThat(restarted.held().find(queued.id)).isEmpty();
  }

  @Test
  void recoverHeld_heldJobEndedElsewhere_forgetsIt() {
    Job running = run(jobs, insert(queued()), "w");
    Jobs other = anotherProcess();
    result(other.recoverHeld());
    end(jobs, running, EndReason.COMPLETED);

    result(other.recoverHeld());

    assertThat(other.held().find(running.id)).isEmpty();
  }

  @Test
  void insert_labelsWithDotsAndDollars_areKept() {
    Map<String, String> labels = Map.of("kubernetes.io/os", "linux", "$set", "x");

    Job job = insert(submitted().needs(1, 1, labels));

    assertThat(now(job).requirements.labels()).isEqualTo(labels);
  }

  @Test
  void cancelUnfetched_copyOfAnEarlierAttempt_findsNothing() {
    Job first = assign(jobs, insert(queued()), "w");
    Job again = Objects.requireNonNull(result(jobs.unfetched(first, "late")));
    result(jobs.assign(List.of(new Placement(again.id, 2, lease("second", "w2"), false))));

    Job cancelled = result(jobs.cancelUnfetched(first, EndReason.CANCELLED));

    assertThat(cancelled).isNull();
    assertThat(now(first).status).isEqualTo(JobStatus.ASSIGNED);
  }

  @Test
  void cancel_attemptFailsAtTheSameTime_cancels() {
    Job running = run(jobs, insert(queued()), "w");
    result(jobs.requestCancel(running));

    // As read before the request.
    Job ended = end(jobs, running, EndReason.WORKER_LOST);

    assertThat(ended.status).isEqualTo(JobStatus.CANCELLED);
  }

  private Uni<@Nullable Job> tryToEnd(Job held, EndReason reason) {
    AttemptEnd end = new AttemptEnd(reason, null, null, null);
    return jobs.end(held, end, AttemptOutput.NONE);
  }

  private static Jobs anotherProcess() {
    return new Jobs(Settings.of(JobConfig.class), Clock.systemUTC(), () -> 0.5);
  }

  private static JobBuilder submitted() {
    return aJob().operation("contract");
  }

  private static JobBuilder queued() {
    return submitted().queued();
  }

  private static Placement placement(Job job) {
    return new Placement(job.id, 1, lease("of " + job.id, "w"), false);
  }
}
