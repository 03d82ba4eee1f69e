package dev.sluice.schedule.match;

import dev.sluice.job.Placement;
import dev.sluice.job.attempt.Lease;
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
  private static final Duration SOON = Duration.ofMillis(100);

  private final JobQueue queue;
  private final FleetCapacity fleet;
  private final LongPolls polls;
  private final Fit fit;
  private final Matching matching;
  private final Topic<Instant> mayAssign = new Topic<>();
  private final Alarm alarm;
  private final Clock clock;

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
    this.clock = clock;
    this.alarm = new Alarm(timers, () -> mayAssign.publish(clock.instant()));
    queue.refilled().wake(mayAssign::publish);
  }

  /**
   * Publishes when another assignment may be possible although no job or worker changed: a worker
   * that paused may take a job again, a job that had to wait is due, or jobs that memory had no
   * room for were read.
   */
  public Topic<Instant> mayAssign() {
    return mayAssign;
  }

  /**
   * Publishes {@link #mayAssign()} within a tenth of a second, once for all calls of that time: for
   * events that come often and seldom make an assignment possible.
   */
  public void tryAgainSoon() {
    alarm.setFor(SOON);
  }

  /**
   * @return how many jobs were assigned
   */
  public Uni<Integer> runOnce() {
    List<WorkerCapacity> workers = fleet.now();
    queue.lookAround(workers);
    queue.untilNextDue().map(Assigner::bounded).ifPresent(alarm::setFor);
    int slots =
        workers.stream()
            .filter(WorkerCapacity::mayTake)
            .mapToInt(WorkerCapacity::freeSlots)
            .reduce(0, (sum, free) -> Math.min(MAX_AT_ONCE, sum + free));
    if (slots == 0) {
      return Uni.createFrom().item(0);
    }
    List<List<QueuedJob>> heads = queue.headsForWorkers(slots);
    List<Placement> placements =
        matching.match(heads, workers, MAX_AT_ONCE).stream().map(this::placement).toList();
    if (placements.size() < heads.stream().mapToInt(List::size).sum()
        && workers.stream().anyMatch(fit::isPausing)) {
      alarm.setFor(Fit.SATURATED_PAUSE);
    }
    return queue.assign(placements).map(List::size).invoke(won -> goOnAfter(placements.size()));
  }

  /** There may be more matches than one round takes. */
  private void goOnAfter(int placed) {
    if (placed == MAX_AT_ONCE) {
      mayAssign.publish(clock.instant());
    }
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
