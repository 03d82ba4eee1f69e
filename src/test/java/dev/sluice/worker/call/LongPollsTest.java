package dev.sluice.worker.call;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.worker.WorkerBuilder.aWorker;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.GateInMemory;
import dev.sluice.job.Job;
import dev.sluice.job.JobBuilder;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.replica.Alone;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Settings;
import dev.sluice.time.TestClock;
import dev.sluice.wire.AttemptRef;
import dev.sluice.wire.worker.Assignment;
import dev.sluice.wire.worker.Poll;
import dev.sluice.wire.worker.PollReply;
import dev.sluice.wire.worker.RunningAttempt;
import dev.sluice.worker.FleetInMemory;
import dev.sluice.worker.Worker;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LongPollsTest {
  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final PollReply NOTHING = new PollReply(List.of(), List.of(), false);

  private final ManualTimers timers = new ManualTimers();
  private final TestClock clock = new TestClock();
  private final JobConfig jobConfig = Settings.of(JobConfig.class);
  private final FleetInMemory fleet = new FleetInMemory(timers);
  private final Worker worker = fleet.join(aWorker());
  private final Jobs jobs = new Jobs(jobConfig, clock, () -> 0.5);
  private final Dispatcher dispatcher =
      new Dispatcher(jobs, fleet.cache, jobConfig, Alone.signals());
  private final LongPolls polls =
      new LongPolls(
          jobs,
          fleet.workers,
          dispatcher,
          fleet.presence,
          new Receipts(dispatcher, fleet.reclaim(jobs)),
          timers);
  private ParkedPoll parked = new ParkedPoll();

  @Test
  void poll_jobHandedOutMeanwhile_repliesWithItsAssignment() {
    UniAssertSubscriber<PollReply> poll = poll();
    poll.assertNotTerminated();

    handOut("job-1");

    Assignment assignment = poll.awaitItem().getItem().assignments().get(0);
    assertThat(assignment.jobId()).isEqualTo("job-1");
    assertThat(assignment.attempt()).isEqualTo(1);
    assertThat(assignment.lease()).isEqualTo("token-1");
    assertThat(timers.waiting()).isZero();
  }

  @Test
  void poll_jobHandedOutAfterThePollEnded_repliesWithItNextTime() {
    poll();
    timers.advance(WAIT);

    handOut("job-1");

    assertThat(assignments(poll())).containsExactly("job-1");
  }

  @Test
  void poll_moreHandedOutThanAskedFor_repliesWithAsManyAsAskedFor() {
    handOut("job-1");
    handOut("job-2");
    handOut("job-3");

    assertThat(assignments(poll(2))).hasSize(2);
  }

  @Test
  void missing_handedOutAndNotListed_isListedOnlyOnceItWasInAReply() {
    handOut("job-1");
    assertThat(dispatcher.missing(worker.id, List.of())).isEmpty();

    assertThat(assignments(poll())).containsExactly("job-1");

    assertThat(dispatcher.missing(worker.id, List.of()))
        .extracting(job -> job.id)
        .containsExactly("job-1");
    assertThat(dispatcher.missing(worker.id, List.of(new RunningAttempt("job-1", 1, false))))
        .isEmpty();
  }

  @Test
  @DisplayName("a job that is being handed out is at no instant one that its worker has lost")
  void missing_whileTheHandOutIsPublished_listsNothing() {
    List<Job> missing = new ArrayList<>();
    Jobs gate = new Jobs(jobConfig, clock, () -> 0.5);
    AtomicReference<Dispatcher> under = new AtomicReference<>();
    gate.changes()
        .project(
            change ->
                missing.addAll(
                    requireNonNull(under.get()).missing(worker.id, List.<RunningAttempt>of())));
    under.set(new Dispatcher(gate, fleet.cache, jobConfig, Alone.signals()));

    GateInMemory.wrote(gate, aJob().runningOn(worker.id).build(), JobStatus.QUEUED);

    assertThat(gate.held().of(worker.id)).hasSize(1);
    assertThat(missing).isEmpty();
  }

  @Test
  void notSent_replyThatDidNotLeave_goesIntoTheNextOne() {
    handOut("job-1");
    PollReply reply = poll().awaitItem().getItem();

    dispatcher.notSent(reply);

    assertThat(dispatcher.missing(worker.id, List.of())).isEmpty();
    assertThat(assignments(poll())).containsExactly("job-1");
  }

  @Test
  void notSent_attemptEndedMeanwhile_isNotHandedOut() {
    Job job = handOut("job-1");
    PollReply reply = poll().awaitItem().getItem();
    GateInMemory.wrote(jobs, aJob().id(job.id).revision(9).queued().build(), JobStatus.RUNNING);

    dispatcher.notSent(reply);

    poll().assertNotTerminated();
  }

  @Test
  void poll_workerListsTheAttempt_waits() {
    handOut("job-1");
    assertThat(assignments(poll())).containsExactly("job-1");

    poll(new RunningAttempt("job-1", 1, false)).assertNotTerminated();
  }

  @Test
  void poll_cancellationRequested_repliesWithIt() {
    Job job = handOut("job-1");
    UniAssertSubscriber<PollReply> poll = poll(new RunningAttempt("job-1", 1, false));

    requestCancel(job);

    assertThat(poll.awaitItem().getItem().cancel()).containsExactly(new AttemptRef("job-1", 1));
  }

  @Test
  void poll_workerIsCancellingAlready_waits() {
    requestCancel(handOut("job-1"));

    poll(new RunningAttempt("job-1", 1, true)).assertNotTerminated();
  }

  @Test
  void poll_timeIsOver_repliesWithNothing() {
    UniAssertSubscriber<PollReply> poll = poll();

    timers.advance(WAIT);

    assertThat(poll.awaitItem().getItem()).isEqualTo(NOTHING);
    assertThat(timers.waiting()).isZero();
  }

  @Test
  void end_parkedAndLaterPolls_areAnsweredWithNothing() {
    UniAssertSubscriber<PollReply> waiting = poll();
    waiting.assertNotTerminated();

    polls.end();

    assertThat(waiting.awaitItem().getItem()).isEqualTo(NOTHING);
    assertThat(poll().awaitItem().getItem()).isEqualTo(NOTHING);
    assertThat(polls.claimSlot(worker.id)).isFalse();
  }

  @Test
  void poll_replacedByANewerOne_repliesWithNothing() {
    UniAssertSubscriber<PollReply> older = poll();
    UniAssertSubscriber<PollReply> newer = poll();

    handOut("job-1");

    assertThat(older.awaitItem().getItem()).isEqualTo(NOTHING);
    assertThat(assignments(newer)).containsExactly("job-1");
  }

  @Test
  void poll_workerIsDrained_repliesOnce() {
    UniAssertSubscriber<PollReply> poll = poll();

    worker.draining = true;
    fleet.changed(worker);

    assertThat(poll.awaitItem().getItem().drain()).isTrue();
    poll().assertNotTerminated();
  }

  @Test
  void poll_workerIsRemoved_repliesWithNothing() {
    UniAssertSubscriber<PollReply> poll = poll();

    worker.deleted = true;
    fleet.changed(worker);

    assertThat(poll.awaitItem().getItem()).isEqualTo(NOTHING);
  }

  @Test
  void claimSlot_parkedPoll_claimsAsManyAsAskedFor() {
    poll(2);

    assertThat(polls.claimSlot(worker.id)).isTrue();
    assertThat(polls.claimSlot(worker.id)).isTrue();
    assertThat(polls.claimSlot(worker.id)).isFalse();
  }

  @Test
  void claimSlot_noPollWaits_isRefused() {
    assertThat(polls.claimSlot(worker.id)).isFalse();
    poll();
    timers.advance(WAIT);

    assertThat(polls.claimSlot(worker.id)).isFalse();
  }

  @Test
  void broke_parkedPoll_makesItsWorkerSuspect() {
    UniAssertSubscriber<PollReply> poll = poll();

    polls.broke(worker.id, parked);

    assertThat(poll.awaitItem().getItem()).isEqualTo(NOTHING);
    assertThat(polls.claimSlot(worker.id)).isFalse();
    assertThat(fleet.presence.isPresent(worker.id)).isFalse();
  }

  @Test
  void broke_replacedPoll_leavesItsWorkerPresent() {
    poll();
    ParkedPoll older = parked;
    poll();

    polls.broke(worker.id, older);

    assertThat(fleet.presence.isPresent(worker.id)).isTrue();
    assertThat(polls.claimSlot(worker.id)).isTrue();
  }

  private UniAssertSubscriber<PollReply> poll(RunningAttempt... running) {
    return poll(10, running);
  }

  private UniAssertSubscriber<PollReply> poll(int max, RunningAttempt... running) {
    parked = new ParkedPoll();
    return polls
        .poll(worker, parked, new Poll(List.of(running)), max, WAIT)
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create());
  }

  private static List<String> assignments(UniAssertSubscriber<PollReply> poll) {
    return poll.awaitItem().getItem().assignments().stream().map(Assignment::jobId).toList();
  }

  /** Assigned and handed out by one write. */
  private Job handOut(String id) {
    JobBuilder running = aJob().id(id).payload("{}").runningOn(worker.id);
    return GateInMemory.wrote(jobs, running.build(), JobStatus.QUEUED);
  }

  private void requestCancel(Job job) {
    job.cancelRequested = true;
    GateInMemory.wrote(jobs, job, JobStatus.RUNNING);
  }
}
