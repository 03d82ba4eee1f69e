package dev.sluice.worker;

import dev.sluice.job.HeldJobs;
import dev.sluice.job.Job;
import dev.sluice.job.JobChange;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJson;
import dev.sluice.signal.Timers;
import dev.sluice.signal.Topic;
import dev.sluice.wire.Assignment;
import dev.sluice.wire.AttemptRef;
import dev.sluice.wire.Poll;
import dev.sluice.wire.PollReply;
import dev.sluice.wire.RunningAttempt;
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
  private final Topic<PollConnection> connections = new Topic<>();
  private final Map<String, ParkedPoll> parked = new ConcurrentHashMap<>();

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
    jobs.changes().subscribe(this::follow);
  }

  /** Tells of polls that come in and of those that break off. */
  public Topic<PollConnection> connections() {
    return connections;
  }

  /** The connection of the poll that is parked for this worker is gone. */
  void brokeOff(String workerId, ParkedPoll poll) {
    poll.breakOff();
    if (parked.remove(workerId, poll)) {
      connections.publish(new PollConnection(workerId, true));
    }
  }

  /** Wakes a worker's poll, for instance when it is to drain. */
  void wake(String workerId) {
    ParkedPoll poll = parked.get(workerId);
    if (poll != null) {
      poll.wake();
    }
  }

  Uni<PollReply> poll(Worker worker, Poll poll, int max, Duration wait, ParkedPoll ours) {
    connections.publish(new PollConnection(worker.id, false));
    ParkedPoll older = parked.put(worker.id, ours);
    if (older != null) {
      // The worker has hung up on it, or it would not ask again.
      older.end();
    }
    Runnable cancelTimer = timers.after(wait, ours::end);
    return answer(worker.id, poll, max, ours)
        .onTermination()
        .invoke(
            () -> {
              cancelTimer.run();
              parked.remove(worker.id, ours);
            });
  }

  private Uni<PollReply> answer(String workerId, Poll poll, int max, ParkedPoll ours) {
    long seen = ours.version();
    if (ours.hasBroken()) {
      // Nobody would receive what is handed out now.
      return Uni.createFrom().item(new PollReply(List.of(), List.of(), false));
    }
    return collect(workerId, poll, max)
        .chain(
            reply ->
                saysSomething(reply) || ours.hasEnded()
                    ? Uni.createFrom().item(reply)
                    : ours.news(seen).chain(() -> answer(workerId, poll, max, ours)));
  }

  private static boolean saysSomething(PollReply reply) {
    return !reply.assignments().isEmpty() || !reply.cancel().isEmpty();
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
    boolean drain = roster.find(workerId).map(worker -> worker.draining).orElse(false);
    if (handOuts.isEmpty()) {
      return Uni.createFrom().item(new PollReply(List.of(), cancel, drain));
    }
    return Uni.join()
        .all(handOuts)
        .andCollectFailures()
        .map(fetched -> new PollReply(assignments(fetched), cancel, drain));
  }

  /** Not fetched yet, or fetched a while ago and still not in the worker's hands. */
  private boolean isToBeHandedOut(Job job) {
    if (job.status == JobStatus.ASSIGNED) {
      return true;
    }
    return !job.cancelRequested
        && job.startedAt != null
        && job.startedAt.plus(config.redeliverAfter()).isBefore(clock.instant());
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
    Job job = change.job();
    boolean concerns = change.became(JobStatus.ASSIGNED) || job.cancelRequested;
    if (concerns && job.workerId != null) {
      wake(job.workerId);
    }
  }

  private static AttemptRef ref(Job job) {
    return new AttemptRef(job.id, job.attemptNumber());
  }
}
