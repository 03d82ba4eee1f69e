package dev.sluice.schedule.match;

import dev.sluice.job.Placement;
import dev.sluice.time.Timers;
import dev.sluice.time.Topic;
import dev.sluice.worker.Worker;
import dev.sluice.worker.call.LongPolls;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Runs one round of assignment: matches the backlog with the fleet and writes the result. */
@Singleton
public final class Assigner {
  private static final int MAX_AT_ONCE = 500;

  private final JobQueue queue;
  private final FleetCapacity fleet;
  private final LongPolls polls;
  private final Leases leases;
  private final Fit fit;
  private final Matching matching;
  private final Timers timers;
  private final Topic<Duration> reopened = new Topic<>();
  private final AtomicBoolean reopening = new AtomicBoolean();

  Assigner(
      JobQueue queue,
      FleetCapacity fleet,
      LongPolls polls,
      Leases leases,
      ScheduleConfig config,
      Timers timers) {
    this.queue = queue;
    this.timers = timers;
    this.fleet = fleet;
    this.polls = polls;
    this.leases = leases;
    this.fit = new Fit(config.maxCpuUsage());
    this.matching = new Matching(fit);
  }

  /** Publishes when a worker that paused during a round may take a job again. */
  public Topic<Duration> reopened() {
    return reopened;
  }

  /**
   * @return how many jobs were assigned
   */
  public Uni<Integer> runOnce() {
    List<WorkerCapacity> workers = fleet.now();
    if (workers.stream().noneMatch(WorkerCapacity::mayTake)) {
      return Uni.createFrom().item(0);
    }
    List<QueuedJob> due = queue.dueForWorkers();
    List<Placement> placements =
        matching.match(due, workers).stream().limit(MAX_AT_ONCE).map(this::placement).toList();
    if (placements.size() < due.size() && workers.stream().anyMatch(fit::isPausing)) {
      askAgain();
    }
    return queue.assign(placements).map(List::size);
  }

  private void askAgain() {
    if (reopening.compareAndSet(false, true)) {
      timers.after(
          Fit.SATURATED_PAUSE,
          () -> {
            reopening.set(false);
            reopened.publish(Fit.SATURATED_PAUSE);
          });
    }
  }

  private Placement placement(Matching.Match match) {
    Worker worker = match.worker().worker();
    return new Placement(
        match.job().id(),
        match.job().nextAttempt(),
        leases.next(worker.id, worker.incarnation),
        polls.claimSlot(worker.id));
  }
}
