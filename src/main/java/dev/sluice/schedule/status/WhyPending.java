package dev.sluice.schedule.status;

import dev.sluice.job.Job;
import dev.sluice.output.stream.FleetView;
import dev.sluice.schedule.match.Fit;
import dev.sluice.schedule.match.FleetCapacity;
import dev.sluice.schedule.match.JobQueue;
import dev.sluice.schedule.match.QueuedJob;
import dev.sluice.schedule.match.ScheduleConfig;
import dev.sluice.schedule.match.WorkerCapacity;
import dev.sluice.worker.Presence;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Tells readers why a job is not running yet, by the same rules that the assigner goes by. */
@Singleton
final class WhyPending implements FleetView {
  private final JobQueue queue;
  private final FleetCapacity fleet;
  private final Presence presence;
  private final Clock clock;
  private final Fit fit;

  WhyPending(
      JobQueue queue, FleetCapacity fleet, Presence presence, ScheduleConfig config, Clock clock) {
    this.queue = queue;
    this.fleet = fleet;
    this.presence = presence;
    this.clock = clock;
    this.fit = new Fit(config.maxCpuUsage());
  }

  @Override
  public Pending pending(Job job) {
    Optional<QueuedJob> queued = queue.backlog().find(job.id);
    if (queued.isEmpty()) {
      return new Pending(0, queue.notHeld(job).map(this::waitingOn).orElse(Map.of()));
    }
    QueuedJob waiting = queued.get();
    return new Pending(
        queue.standings().position(waiting),
        waitingOn(waiting),
        queue.spawnJobs().find(waiting.kind()).orElse(null));
  }

  @Override
  public OptionalLong heartbeatAgeMs(String workerId) {
    return presence.ageMs(workerId);
  }

  private Map<String, Integer> waitingOn(QueuedJob job) {
    Instant now = clock.instant();
    Map<String, Integer> counts = new TreeMap<>();
    if (!job.isDue(now)) {
      counts.put(job.nextAttempt() > 1 ? "retry" : "not_before", 1);
      return counts;
    }
    if (queue.isForServer(job)) {
      return counts;
    }
    List<WorkerCapacity> workers = fleet.now();
    if (workers.isEmpty()) {
      counts.put("workers", 0);
    }
    for (WorkerCapacity worker : workers) {
      Optional<Fit.Obstacle> obstacle = fit.obstacle(job, worker);
      if (obstacle.isEmpty()) {
        // It is about to be assigned: the obstacles at other workers no longer delay it.
        return Map.of();
      }
      counts.merge(obstacle.get().name().toLowerCase(Locale.ROOT), 1, Integer::sum);
    }
    return counts;
  }
}
