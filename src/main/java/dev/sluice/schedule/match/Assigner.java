package dev.sluice.schedule.match;

import dev.sluice.job.Lease;
import dev.sluice.job.Placement;
import dev.sluice.time.Timers;
import dev.sluice.time.Topic;
import dev.sluice.worker.Worker;
import dev.sluice.worker.call.LongPolls;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Runs one round of assignment: matches the backlog with the fleet and writes the result. */
@Singleton
public final class Assigner {
  private static final int MAX_AT_ONCE = 500;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private final JobQueue queue;
  private final FleetCapacity fleet;
  private final LongPolls polls;
  private final Fit fit;
  private final Matching matching;
  private final Topic<Instant> mayAssign = new Topic<>();
  private final Alarm alarm;

  Assigner(
      JobQueue queue,
      FleetCapacity fleet,
      LongPolls polls,
      ScheduleConfig config,
      Clock clock,
      Timers timers) {
    this.queue = queue;
    this.fleet = fleet;
    this.polls = polls;
    this.fit = new Fit(config.maxCpuUsage());
    this.matching = new Matching(fit);
    this.alarm = new Alarm(timers, () -> mayAssign.publish(clock.instant()));
  }

  /**
   * Publishes when time alone may make another assignment possible: a worker that paused may take a
   * job again, or a job that had to wait is due.
   */
  public Topic<Instant> mayAssign() {
    return mayAssign;
  }

  /**
   * @return how many jobs were assigned
   */
  public Uni<Integer> runOnce() {
    queue.untilNextDue().map(Assigner::bounded).ifPresent(alarm::setFor);
    List<WorkerCapacity> workers = fleet.now();
    if (workers.stream().noneMatch(WorkerCapacity::mayTake)) {
      return Uni.createFrom().item(0);
    }
    List<QueuedJob> due = queue.dueForWorkers();
    List<Placement> placements =
        matching.match(due, workers).stream().limit(MAX_AT_ONCE).map(this::placement).toList();
    if (placements.size() < due.size() && workers.stream().anyMatch(fit::isPausing)) {
      alarm.setFor(Fit.SATURATED_PAUSE);
    }
    return queue.assign(placements).map(List::size);
  }

  /** Looks at the clock again soon, because the clock may jump. */
  private static Duration bounded(Duration untilDue) {
    return untilDue.compareTo(LONGEST_WAIT) < 0 ? untilDue : LONGEST_WAIT;
  }

  private Placement placement(Matching.Match match) {
    Worker worker = match.worker().worker();
    return new Placement(
        match.job().id(),
        match.job().nextAttempt(),
        Lease.of(worker.id, worker.incarnation),
        polls.claimSlot(worker.id));
  }
}
