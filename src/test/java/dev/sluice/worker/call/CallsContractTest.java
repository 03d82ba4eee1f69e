package dev.sluice.worker.call;

import static dev.sluice.http.Refusals.assertRefused;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.store.PlainStore;
import dev.sluice.time.ManualTimers;
import dev.sluice.wire.AttemptRef;
import dev.sluice.wire.JobError;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.worker.Assignment;
import dev.sluice.wire.worker.AttemptResult;
import dev.sluice.wire.worker.Heartbeat;
import dev.sluice.wire.worker.HeartbeatReply;
import dev.sluice.wire.worker.Poll;
import dev.sluice.wire.worker.PollReply;
import dev.sluice.wire.worker.RunningAttempt;
import dev.sluice.worker.Membership;
import dev.sluice.worker.Presence;
import dev.sluice.worker.ReclaimAttempts;
import dev.sluice.worker.RegisteredWorker;
import dev.sluice.worker.WorkerConfig;
import dev.sluice.worker.WorkerViews;
import dev.sluice.worker.Workers;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PlainStore.class)
class CallsContractTest {
  @Inject Jobs jobs;
  @Inject Membership membership;
  @Inject Workers workers;
  @Inject WorkerViews views;
  @Inject Presence presence;
  @Inject LongPolls polls;
  @Inject AcceptHeartbeat heartbeats;
  @Inject Dispatcher dispatcher;
  @Inject ReclaimAttempts reclaim;
  @Inject WorkerConfig config;
  @Inject AcceptResult results;

  private RegisteredWorker worker;

  @BeforeEach
  void register() {
    worker = RegisteredWorker.register(membership, workers, jobs);
  }

  @Test
  void poll_assignedJob_fetchesIt() {
    Job assigned = worker.assigned();

    PollReply reply = result(poll());

    assertThat(reply.assignments()).extracting(Assignment::jobId).containsExactly(assigned.id);
    assertThat(reply.assignments().get(0).lease()).isEqualTo(assigned.id);
    assertThat(StoredJobs.now(assigned).status).isEqualTo(JobStatus.RUNNING);
  }

  @Test
  void poll_slotClaimed_handsTheJobOutByTheWriteThatAssignsIt() {
    Uni<PollReply> poll = poll().memoize().indefinitely();
    poll.subscribe().with(reply -> {});
    assertThat(polls.claimSlot(worker.id())).isTrue();

    Job handedOut = worker.handedOut();

    assertThat(handedOut.status).isEqualTo(JobStatus.RUNNING);
    assertThat(handedOut.revision).isEqualTo(1);
    assertThat(handedOut.startedAt).isNotNull().isEqualTo(handedOut.attempts.get(0).startedAt());
    assertThat(result(poll).assignments())
        .extracting(Assignment::jobId)
        .containsExactly(handedOut.id);
  }

  @Test
  void poll_connectionBreaksWhileTheJobIsFetched_nextPollHandsItOut() {
    Job assigned = worker.assigned();
    ParkedPoll broken = new ParkedPoll();
    jobs.changes()
        .project(
            change -> {
              if (change.job().id.equals(assigned.id) && change.became(JobStatus.RUNNING)) {
                polls.broke(worker.id(), broken);
              }
            });

    PollReply lost = result(poll(broken));
    PollReply next = result(poll());

    assertThat(lost.assignments()).isEmpty();
    assertThat(next.assignments()).extracting(Assignment::jobId).containsExactly(assigned.id);
    assertThat(StoredJobs.now(assigned).attempts).hasSize(1);
  }

  @Test
  void heartbeat_listedAttempts_repliesWithCancelledAndRevokedOnes() {
    Job running = worker.running();
    result(jobs.requestCancel(running));

    HeartbeatReply reply =
        heartbeat(
            new RunningAttempt(running.id, 1, false), new RunningAttempt("job-gone", 3, false));

    assertThat(reply.cancel()).containsExactly(new AttemptRef(running.id, 1));
    assertThat(reply.revoked()).containsExactly(new AttemptRef("job-gone", 3));
    assertThat(result(workers.find(worker.id())).cpuUsage).isEqualTo(12.5);
  }

  @Test
  void heartbeat_attemptMissingForLong_isTakenBack() {
    ManualTimers timers = new ManualTimers();
    heartbeats = new AcceptHeartbeat(workers, jobs, dispatcher, reclaim, config, timers);
    Job running = worker.running();
    RunningAttempt listed = new RunningAttempt(running.id, 1, false);

    heartbeat();
    timers.advance(config.offlineAfter().minusMillis(1));
    heartbeat();
    heartbeat(listed);
    heartbeat();
    timers.advance(config.offlineAfter().minusMillis(1));
    heartbeat();
    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.RUNNING);

    timers.advance(Duration.ofMillis(1));
    heartbeat();
    assertThat(StoredJobs.now(running).attempts.get(0).reason()).isEqualTo(EndReason.WORKER_LOST);
  }

  @Test
  void result_handedBack_worker_getsNoNewWork() {
    Job running = worker.running();
    JobError stopped = new JobError(JobError.WORKER_STOPPED, "the agent ends");
    AttemptResult handedBack =
        new AttemptResult(1, Outcome.WORKER_REPORTED, 0, null, null, stopped);
    assertThat(presence.isPresent(worker.id())).isTrue();

    result(results.accept(running.id, running.id, handedBack));

    assertThat(presence.isPresent(worker.id())).isFalse();
    assertThat(StoredJobs.now(running).attempts.get(0).reason()).isEqualTo(EndReason.HANDED_BACK);
  }

  @Test
  void heartbeat_anotherToken_isNotWritten() {
    Heartbeat heartbeat = new Heartbeat(99, 1, List.of(), false);

    assertThat(result(workers.heartbeat(worker.id(), "wrong", heartbeat))).isNull();
    assertThat(result(workers.find(worker.id())).cpuUsage).isZero();
  }

  @Test
  void result_sentTwice_isAcceptedOnceAndRepeated() {
    Job running = worker.running();

    Job first = result(accept(running, running.id, Outcome.COMPLETED));
    Job second = result(accept(running, running.id, Outcome.COMPLETED));

    assertThat(first.status).isEqualTo(JobStatus.COMPLETED);
    assertThat(second.status).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void result_tooLate_isRefusedAndKept() {
    Job running = worker.running();
    StoredJobs.end(jobs, running, EndReason.WORKER_LOST);

    assertRefused("lease_lost", () -> accept(running, running.id, Outcome.COMPLETED));
    assertThat(StoredJobs.now(running).attempts.get(0).late()).isNotNull();
  }

  @Test
  void result_foreignLease_isRefusedAndNotKept() {
    Job running = worker.running();

    assertRefused("lease_lost", () -> accept(running, "forged", Outcome.COMPLETED));
    assertThat(StoredJobs.now(running).attempts.get(0).late()).isNull();
  }

  @Test
  void result_memoryLagsBehindTheStore_goesByTheStore() {
    Job running = worker.running();
    result(Job.mongoCollection().updateOne(Filters.eq(running.id), Updates.unset("lease")));

    assertRefused("lease_lost", () -> accept(running, running.id, Outcome.COMPLETED));
  }

  @Test
  void result_workerReportedFailure_coolsTheWorkerDown() {
    Job running = worker.running();

    result(accept(running, running.id, Outcome.WORKER_REPORTED));

    assertThat(views.find(worker.id()).orElseThrow().status()).isEqualTo("UNHEALTHY");
  }

  @Test
  @DisplayName("a process that fails before its first token says nothing of its worker")
  void result_failureOfAnInference_coolsNoWorkerDown() {
    Job running = worker.running();
    jobs.held().find(running.id).orElseThrow().printsOnce = true;

    result(accept(running, running.id, Outcome.WORKER_REPORTED));

    assertThat(views.find(worker.id()).orElseThrow().status()).isNotEqualTo("UNHEALTHY");
  }

  private Uni<PollReply> poll() {
    return poll(new ParkedPoll());
  }

  private Uni<PollReply> poll(ParkedPoll parked) {
    return polls.poll(worker.stored(), parked, new Poll(List.of()), 10, Duration.ofSeconds(20));
  }

  private HeartbeatReply heartbeat(RunningAttempt... running) {
    Heartbeat heartbeat = new Heartbeat(12.5, 100, List.of(running), false);
    return result(heartbeats.accept(worker.stored(), worker.token(), heartbeat));
  }

  private Uni<Job> accept(Job job, String token, Outcome outcome) {
    return results.accept(job.id, token, new AttemptResult(1, outcome, 0, null, null, null));
  }

  @Test
  void poll_handedOutAttemptIsNotListed_endsItAndQueuesTheJobForAnotherAttempt() {
    Job assigned = worker.assigned();
    assertThat(result(poll()).assignments()).hasSize(1);

    pollOnce();

    Job now = StoredJobs.now(assigned);
    assertThat(now.status).isEqualTo(JobStatus.QUEUED);
    assertThat(now.attempts.get(0).reason()).isEqualTo(EndReason.NOT_FETCHED);
    assertRefused("lease_lost", () -> accept(assigned, assigned.id, Outcome.COMPLETED));
  }

  private void pollOnce() {
    PollReply reply =
        result(
            polls.poll(worker.stored(), new ParkedPoll(), new Poll(List.of()), 10, Duration.ZERO));
    assertThat(reply.assignments()).isEmpty();
  }
}
