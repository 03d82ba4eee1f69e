package dev.sluice.worker;

import dev.sluice.job.HeldJobs;
import dev.sluice.job.Job;
import dev.sluice.job.JobChange;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.store.StoredJson;
import dev.sluice.time.Timers;
import dev.sluice.time.Topic;
import dev.sluice.wire.AttemptRef;
import dev.sluice.wire.worker.Assignment;
import dev.sluice.wire.worker.Poll;
import dev.sluice.wire.worker.PollReply;
import dev.sluice.wire.worker.RunningAttempt;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The long polls that workers have parked here. A poll is answered as soon as there is something
 * for its worker: assignments, cancellations, or that it is to drain. What was handed out and did
 * not arrive (the worker does not list it) is handed out again, under the same lease.
 */
@ApplicationScoped
public class Polls {
  private final Jobs jobs;
  private final Roster roster;
  private final JobConfig jobConfig;
  private final WorkerConfig config;
  private final Clock clock;
  private final Timers timers;
  private final Topic<Worker> polled = new Topic<>();
  private final Map<String, ParkedPoll> parked = new ConcurrentHashMap<>();

  /** Handed out by the assignment's own write, and not yet put into an answer. */
  private final Set<AttemptRef> onTheWay = ConcurrentHashMap.newKeySet();

  Polls(
      Jobs jobs,
      Roster roster,
      JobConfig jobConfig,
      WorkerConfig config,
      Clock clock,
      Timers timers) {
    this.jobs = jobs;
    this.roster = roster;
    this.jobConfig = jobConfig;
    this.config = config;
    this.clock = clock;
    this.timers = timers;
    jobs.changes().project(this::follow);
    jobs.changes().wake(this::wake);
  }

  /** Tells of every worker that polls. */
  public Topic<Worker> polled() {
    return polled;
  }

  /**
   * Whether the worker waits for an assignment right now, so that one can be handed out by the same
   * write that assigns it. Each slot that its poll asked for is claimed once.
   */
  public boolean claimSlot(String workerId) {
    ParkedPoll poll = parked.get(workerId);
    return poll != null && poll.claimSlot();
  }

  /**
   * The connection of a worker's poll was cut. That is how a worker that dies is noticed first: it
   * gets nothing more before it is heard of again, and not being heard of by its next heartbeat
   * makes it OFFLINE.
   */
  void broke(String workerId, ParkedPoll poll) {
    if (parked.remove(workerId, poll)) {
      roster.brokeOff(workerId);
      poll.end();
    }
  }

  /** Wakes a worker's poll, for instance when it is to drain. */
  void wake(String workerId) {
    ParkedPoll poll = parked.get(workerId);
    if (poll != null) {
      poll.news().advance();
    }
  }

  /** Answers a worker's poll with nothing: it is to call again, and be told what has changed. */
  void hangUp(String workerId) {
    ParkedPoll poll = parked.get(workerId);
    if (poll != null) {
      poll.end();
    }
  }

  /**
   * @param ours to tell by that the poll's connection broke
   */
  Uni<PollReply> poll(Worker worker, ParkedPoll ours, Poll poll, int max, Duration wait) {
    polled.publish(worker);
    ParkedPoll older = parked.put(worker.id, ours);
    if (older != null) {
      // The worker has hung up on it, or it would not ask again.
      older.end();
    }
    Runnable cancelEnd = timers.after(wait, ours::end);
    // What was lost on the way a moment ago is due for another try by then.
    Runnable cancelRecheck = timers.after(config.redeliverAfter(), ours.news()::advance);
    return answer(new Call(worker.id, isDraining(worker.id), poll, max), ours)
        .onTermination()
        .invoke(
            () -> {
              cancelEnd.run();
              cancelRecheck.run();
              parked.remove(worker.id, ours);
            });
  }

  /**
   * What the worker asked.
   *
   * @param draining how it stood when it asked: what it knows already is no news
   */
  private record Call(String workerId, boolean draining, Poll poll, int max) {}

  private Uni<PollReply> answer(Call call, ParkedPoll ours) {
    if (ours.hasEnded()) {
      // Perhaps nobody listens any more, so nothing is handed out.
      return Uni.createFrom()
          .item(new PollReply(List.of(), List.of(), isDraining(call.workerId())));
    }
    long seen = ours.news().count();
    ours.offerSlots(call.max());
    return collect(call.workerId(), call.poll(), call.max())
        .chain(
            reply ->
                saysSomething(reply, call)
                    ? Uni.createFrom().item(reply)
                    : ours.news().after(seen).chain(() -> answer(call, ours)));
  }

  private static boolean saysSomething(PollReply reply, Call call) {
    return !reply.assignments().isEmpty()
        || !reply.cancel().isEmpty()
        || reply.drain() != call.draining();
  }

  private boolean isDraining(String workerId) {
    return roster.find(workerId).map(worker -> worker.draining).orElse(false);
  }

  private Uni<PollReply> collect(String workerId, Poll poll, int max) {
    HeldJobs held = jobs.held();
    Set<AttemptRef> listed =
        poll.running().stream().map(RunningAttempt::ref).collect(Collectors.toSet());
    Set<AttemptRef> cancelling =
        poll.running().stream()
            .filter(RunningAttempt::cancelling)
            .map(RunningAttempt::ref)
            .collect(Collectors.toSet());
    List<AttemptRef> cancel =
        held.of(workerId).stream()
            .filter(job -> job.cancelRequested)
            .map(Polls::ref)
            .filter(ref -> listed.contains(ref) && !cancelling.contains(ref))
            .toList();
    List<Uni<Optional<Job>>> handOuts =
        held.of(workerId).stream()
            .filter(job -> !listed.contains(ref(job)))
            .filter(this::isToBeHandedOut)
            .limit(max)
            .map(this::handOut)
            .toList();
    boolean drain = isDraining(workerId);
    if (handOuts.isEmpty()) {
      return Uni.createFrom().item(new PollReply(List.of(), cancel, drain));
    }
    return Uni.join()
        .all(handOuts)
        .andCollectFailures()
        .map(fetched -> new PollReply(assignments(fetched), cancel, drain));
  }

  /** Not in an answer yet, or in one a while ago and still not in the worker's hands. */
  private boolean isToBeHandedOut(Job job) {
    if (job.status == JobStatus.ASSIGNED || onTheWay.contains(ref(job))) {
      return true;
    }
    return !job.cancelRequested
        && job.startedAt != null
        && !job.startedAt.plus(config.redeliverAfter()).isAfter(clock.instant());
  }

  private Uni<Optional<Job>> handOut(Job job) {
    return job.status == JobStatus.ASSIGNED
        ? jobs.fetched(job)
        : Uni.createFrom().item(Optional.of(job));
  }

  private List<Assignment> assignments(List<Optional<Job>> fetched) {
    return fetched.stream()
        .flatMap(Optional::stream)
        .filter(job -> job.lease != null)
        .peek(job -> onTheWay.remove(ref(job)))
        .map(this::assignment)
        .toList();
  }

  private Assignment assignment(Job job) {
    String token = job.lease == null ? "" : job.lease.token();
    return new Assignment(
        job.id,
        job.attemptNumber(),
        token,
        job.operation,
        StoredJson.node(job.payload),
        job.timeoutMs,
        jobConfig.grace().toMillis());
  }

  private void follow(JobChange change) {
    if (isHandOut(change)) {
      onTheWay.add(ref(change.job()));
    } else if (change.freedWorker()) {
      onTheWay.remove(ref(change.job()));
    }
  }

  private void wake(JobChange change) {
    Job job = change.job();
    boolean concerns =
        isHandOut(change) || change.became(JobStatus.ASSIGNED) || job.cancelRequested;
    if (concerns && job.workerId != null) {
      wake(job.workerId);
    }
  }

  private static boolean isHandOut(JobChange change) {
    return change.from() == JobStatus.QUEUED && change.became(JobStatus.RUNNING);
  }

  private static AttemptRef ref(Job job) {
    return new AttemptRef(job.id, job.attemptNumber());
  }
}
