package dev.sluice.worker;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.app.TestStore;
import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.Lease;
import dev.sluice.job.Placement;
import dev.sluice.job.StoredJobs;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Settings;
import dev.sluice.wire.AttemptRef;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.worker.AttemptResult;
import dev.sluice.wire.worker.Heartbeat;
import dev.sluice.wire.worker.HeartbeatReply;
import dev.sluice.wire.worker.Poll;
import dev.sluice.wire.worker.PollReply;
import dev.sluice.wire.worker.RunningAttempt;
import dev.sluice.wire.worker.WorkerRegistered;
import dev.sluice.wire.worker.WorkerRegistration;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestStore.class)
class WorkersContractTest {
  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final Instant LATER = Instant.parse("2999-01-01T00:00:00Z");

  @Inject Jobs jobs;
  @Inject Fleet fleet;
  @Inject Workers workers;
  @Inject Roster roster;
  @Inject Heartbeats heartbeats;
  @Inject Results results;

  private final ManualTimers timers = new ManualTimers();
  private String id;
  private WorkerRegistered registered;
  private Polls polls;

  /** Of the last poll. */
  private ParkedPoll parked = new ParkedPoll();

  @BeforeEach
  void aWorker() {
    id = "w-" + UUID.randomUUID();
    registered = register();
    polls = polls(Map.of());
  }

  @Test
  void aRegisteredWorkerIsKnownByItsTokenOnly() {
    assertThat(result(roster.authenticate(id, "Bearer " + registered.token())).id).isEqualTo(id);
    assertRefused("stale_token", () -> roster.authenticate(id, "Bearer wrong"));
    assertRefused("worker_not_found", () -> roster.authenticate("w-none", "Bearer x"));
    assertRefused("unauthorized", () -> roster.authenticate(id, null));
  }

  @Test
  void theTokenItselfIsNotStored() {
    assertThat(result(workers.find(id)).orElseThrow().tokenDigest)
        .isEqualTo(Tokens.digest(registered.token()))
        .isNotEqualTo(registered.token());
  }

  @Test
  void registeringAnewIsANewIncarnationAndTheOldAttemptsAreLost() {
    Job running = run(queued());
    Job assigned = assign(queued());

    WorkerRegistered anew = register();

    assertThat(anew.token()).isNotEqualTo(registered.token());
    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.QUEUED);
    assertThat(StoredJobs.now(running).attempts.get(0).outcome()).isEqualTo(Outcome.WORKER_LOST);
    assertThat(StoredJobs.now(assigned).attempts.get(0).reason()).isEqualTo("NOT_FETCHED");
    assertRefused("stale_token", () -> roster.authenticate(id, "Bearer " + registered.token()));
  }

  @Test
  void aHeartbeatIsWrittenAndSaysWhatToEnd() {
    Job running = run(queued());
    result(jobs.requestCancel(running));
    AttemptRef foreign = new AttemptRef("job-gone", 3);

    HeartbeatReply reply =
        heartbeat(
            new RunningAttempt(running.id, 1, false), new RunningAttempt("job-gone", 3, false));

    assertThat(reply.cancel()).containsExactly(new AttemptRef(running.id, 1));
    assertThat(reply.revoked()).containsExactly(foreign);
    assertThat(result(workers.find(id)).orElseThrow().cpuUsage).isEqualTo(12.5);
  }

  @Test
  void aHeartbeatWithAnotherTokenIsNotWritten() {
    Heartbeat heartbeat = new Heartbeat(99, 1, List.of());

    assertThat(result(workers.heartbeat(id, "wrong", heartbeat))).isEmpty();
    assertThat(result(workers.find(id)).orElseThrow().cpuUsage).isZero();
  }

  @Test
  void aRemovedWorkerIsToldToRegisterAgainAndItsWorkGoesElsewhere() {
    Job running = run(queued());

    result(fleet.delete(id));

    assertRefused("worker_deleted", () -> roster.authenticate(id, "Bearer " + registered.token()));
    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.QUEUED);
    assertRefused("worker_not_found", () -> fleet.delete(id));
  }

  @Test
  void aRemovedWorkerMayComeBack() {
    result(fleet.delete(id));

    WorkerRegistered back = register();

    assertThat(result(roster.authenticate(id, "Bearer " + back.token())).deleted).isFalse();
  }

  @Test
  void aWorkerThatWasHeardOfInTheMeantimeDoesNotFallSilent() {
    Worker before = worker();
    result(
        Worker.mongoCollection()
            .updateOne(
                com.mongodb.client.model.Filters.eq(id),
                com.mongodb.client.model.Updates.set("lastHeartbeatAt", LATER)));

    assertThat(result(workers.fellSilent(before))).isEmpty();
  }

  @Test
  void aParkedPollIsAnsweredWithTheAssignment() {
    UniAssertSubscriber<PollReply> poll = poll();
    poll.assertNotTerminated();

    Job assigned = assign(queued());

    PollReply reply = poll.awaitItem().getItem();
    assertThat(reply.assignments()).hasSize(1);
    assertThat(reply.assignments().get(0).jobId()).isEqualTo(assigned.id);
    assertThat(reply.assignments().get(0).lease()).isEqualTo(assigned.id);
    assertThat(StoredJobs.now(assigned).status).isEqualTo(JobStatus.RUNNING);
    assertThat(timers.waiting()).isZero();
  }

  @Test
  void whatAWaitingWorkerIsAssignedIsHandedOutByTheSameWrite() {
    UniAssertSubscriber<PollReply> poll = poll();
    assertThat(polls.claimSlot(id)).isTrue();
    Job queued = queued();

    Job handedOut = handOut(queued);

    assertThat(handedOut.status).isEqualTo(JobStatus.RUNNING);
    assertThat(handedOut.revision).isEqualTo(queued.revision + 1);
    assertThat(handedOut.startedAt).isNotNull().isEqualTo(handedOut.attempts.get(0).startedAt());
    assertThat(poll.awaitItem().getItem().assignments())
        .extracting(a -> a.jobId())
        .containsExactly(queued.id);
    poll(new RunningAttempt(queued.id, 1, false)).assertNotTerminated();
  }

  @Test
  void whatWasHandedOutToAPollThatEndsMeanwhileIsInTheNextAnswer() {
    poll();
    assertThat(polls.claimSlot(id)).isTrue();
    timers.advance(WAIT);

    Job handedOut = handOut(queued());

    assertThat(poll().awaitItem().getItem().assignments())
        .extracting(a -> a.jobId())
        .containsExactly(handedOut.id);
  }

  @Test
  void aSlotIsClaimedOnceAndOnlyWhileAPollWaits() {
    assertThat(polls.claimSlot(id)).isFalse();
    parked = new ParkedPoll();
    polls.poll(worker(), parked, new Poll(List.of()), 2, WAIT).subscribe().with(reply -> {});

    assertThat(polls.claimSlot(id)).isTrue();
    assertThat(polls.claimSlot(id)).isTrue();
    assertThat(polls.claimSlot(id)).isFalse();
    timers.advance(WAIT);
    assertThat(polls.claimSlot(id)).isFalse();
  }

  @Test
  void aWorkerWhosePollBrokeIsSuspectUntilItIsHeardOf() {
    UniAssertSubscriber<PollReply> poll = poll();

    polls.broke(id, parked);

    assertThat(poll.awaitItem().getItem().assignments()).isEmpty();
    assertThat(polls.claimSlot(id)).isFalse();
    assertThat(roster.isSuspect(id)).isTrue();
    assertThat(roster.hasBeenHeard(id)).isFalse();
    result(roster.authenticate(id, "Bearer " + registered.token()));
    assertThat(roster.isSuspect(id)).isFalse();
    assertThat(roster.hasBeenHeard(id)).isTrue();
  }

  @Test
  void aPollThatWasReplacedBeforeItBrokeIsNoGroundForSuspicion() {
    poll();
    ParkedPoll older = parked;
    poll();

    polls.broke(id, older);

    assertThat(roster.isSuspect(id)).isFalse();
    assertThat(polls.claimSlot(id)).isTrue();
  }

  @Test
  void aParkedPollIsAnsweredWithTheCancellation() {
    Job running = run(queued());
    UniAssertSubscriber<PollReply> poll = poll(new RunningAttempt(running.id, 1, false));

    result(jobs.requestCancel(running));

    assertThat(poll.awaitItem().getItem().cancel()).containsExactly(new AttemptRef(running.id, 1));
  }

  @Test
  void aCancellationThatTheWorkerIsAtIsNotToldAgain() {
    Job running = run(queued());
    result(jobs.requestCancel(running));

    UniAssertSubscriber<PollReply> poll = poll(new RunningAttempt(running.id, 1, true));

    poll.assertNotTerminated();
  }

  @Test
  void aPollWhoseTimeIsOverIsAnsweredWithNothing() {
    UniAssertSubscriber<PollReply> poll = poll();

    timers.advance(WAIT);

    assertThat(poll.awaitItem().getItem()).isEqualTo(new PollReply(List.of(), List.of(), false));
  }

  @Test
  void aPollThatWasReplacedIsAnsweredWithNothing() {
    UniAssertSubscriber<PollReply> older = poll();
    UniAssertSubscriber<PollReply> newer = poll();

    Job assigned = assign(queued());

    assertThat(older.awaitItem().getItem().assignments()).isEmpty();
    assertThat(newer.awaitItem().getItem().assignments())
        .extracting(a -> a.jobId())
        .containsExactly(assigned.id);
  }

  @Test
  void whatDidNotArriveIsHandedOutAgainUnderTheSameLease() {
    Job running = run(queued());
    polls = polls(Map.of("sluice.workers.redeliver-after", "0s"));

    PollReply reply = poll().awaitItem().getItem();

    assertThat(reply.assignments()).extracting(a -> a.jobId()).containsExactly(running.id);
    assertThat(reply.assignments().get(0).lease()).isEqualTo(running.id);
    assertThat(StoredJobs.now(running).attempts).hasSize(1);
  }

  @Test
  void aParkedPollIsToldOfADrainOnce() {
    UniAssertSubscriber<PollReply> poll = poll();

    result(workers.drain(id, true));
    polls.wake(id);

    assertThat(poll.awaitItem().getItem().drain()).isTrue();
    poll().assertNotTerminated();
  }

  @Test
  void noMoreAreHandedOutThanTheWorkerAsksFor() {
    assign(queued());
    assign(queued());
    assign(queued());

    PollReply reply = result(polls.poll(worker(), new ParkedPoll(), new Poll(List.of()), 2, WAIT));

    assertThat(reply.assignments()).hasSize(2);
  }

  @Test
  void aResultIsTakenOnceAndRepeatedForWhoDidNotHearTheAnswer() {
    Job running = run(queued());

    Job first = result(results.take(running.id, running.id, outcome(Outcome.COMPLETED)));
    Job second = result(results.take(running.id, running.id, outcome(Outcome.COMPLETED)));

    assertThat(first.status).isEqualTo(JobStatus.COMPLETED);
    assertThat(second.status).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void aResultThatComesTooLateIsRefusedAndKept() {
    Job running = run(queued());
    result(jobs.workerLost(running, "gone"));

    assertRefused(
        "lease_lost", () -> results.take(running.id, running.id, outcome(Outcome.COMPLETED)));
    assertThat(StoredJobs.now(running).attempts.get(0).late()).isNotNull();
  }

  @Test
  void aResultUnderAForeignLeaseIsRefusedAndNotKept() {
    Job running = run(queued());

    assertRefused(
        "lease_lost", () -> results.take(running.id, "forged", outcome(Outcome.COMPLETED)));
    assertThat(StoredJobs.now(running).attempts.get(0).late()).isNull();
  }

  @Test
  void aResultIsTakenByWhatTheStoreSaysWhereMemoryLags() {
    Job running = run(queued());
    result(
        Job.mongoCollection()
            .updateOne(
                com.mongodb.client.model.Filters.eq(running.id),
                com.mongodb.client.model.Updates.unset("lease")));

    assertRefused(
        "lease_lost", () -> results.take(running.id, running.id, outcome(Outcome.COMPLETED)));
  }

  @Test
  void aWorkerThatFailedItselfRests() {
    Job running = run(queued());

    result(results.take(running.id, running.id, outcome(Outcome.WORKER_REPORTED)));

    assertThat(fleet.view(id).orElseThrow().status()).isEqualTo("UNHEALTHY");
  }

  private Worker worker() {
    return result(workers.find(id)).orElseThrow();
  }

  private WorkerRegistered register() {
    return result(
        fleet.register(
            new WorkerRegistration(
                id, "host", null, null, 4, 4_096, Map.of(), 10, List.of("none"))));
  }

  private HeartbeatReply heartbeat(RunningAttempt... running) {
    Heartbeat heartbeat = new Heartbeat(12.5, 100, List.of(running));
    return result(heartbeats.take(worker(), registered.token(), heartbeat));
  }

  private Polls polls(Map<String, String> settings) {
    return new Polls(
        jobs,
        roster,
        Settings.of(JobConfig.class),
        Settings.of(WorkerConfig.class, settings),
        Clock.systemUTC(),
        timers);
  }

  private UniAssertSubscriber<PollReply> poll(RunningAttempt... running) {
    parked = new ParkedPoll();
    return polls
        .poll(worker(), parked, new Poll(List.of(running)), 10, WAIT)
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create());
  }

  private static Job queued() {
    return StoredJobs.insert(aJob().operation("contract").queued());
  }

  private Job assign(Job queued) {
    Lease lease = new Lease(queued.id, id, worker().incarnation, LATER);
    return result(jobs.assign(List.of(new Placement(queued.id, 1, lease)))).get(0);
  }

  private Job handOut(Job queued) {
    Lease lease = new Lease(queued.id, id, worker().incarnation, LATER);
    return result(jobs.assign(List.of(new Placement(queued.id, 1, lease, true)))).get(0);
  }

  private Job run(Job queued) {
    return result(jobs.fetched(assign(queued))).orElseThrow();
  }

  private static AttemptResult outcome(Outcome outcome) {
    return new AttemptResult(1, outcome, 0, null, null, null);
  }

  private static void assertRefused(
      String code, java.util.function.Supplier<io.smallrye.mutiny.Uni<?>> call) {
    assertThatThrownBy(() -> result(call.get()))
        .isInstanceOf(ProblemException.class)
        .hasMessageStartingWith(code);
  }
}
