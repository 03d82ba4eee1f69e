package dev.sluice.schedule.status;

import dev.sluice.job.FleetView;
import dev.sluice.job.Job;
import dev.sluice.schedule.match.Assigner;
import dev.sluice.schedule.match.Fit;
import dev.sluice.schedule.match.LastHeard;
import dev.sluice.schedule.match.Queue;
import dev.sluice.schedule.match.QueuedJob;
import dev.sluice.schedule.match.Room;
import dev.sluice.schedule.match.ScheduleConfig;
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
  private final Queue queue;
  private final Assigner assigner;
  private final LastHeard lastHeard;
  private final Clock clock;
  private final Fit fit;

  WhyPending(
      Queue queue, Assigner assigner, LastHeard lastHeard, ScheduleConfig config, Clock clock) {
    this.queue = queue;
    this.assigner = assigner;
    this.lastHeard = lastHeard;
    this.clock = clock;
    this.fit = new Fit(config.maxCpuUsage());
  }

  @Override
  public Pending pending(Job job) {
    Optional<QueuedJob> queued = queue.backlog().find(job.id);
    if (queued.isEmpty()) {
      return new Pending(0, Map.of());
    }
    int position = queue.backlog().position(job.id);
    return new Pending(position, waitingOn(queued.get()));
  }

  @Override
  public OptionalLong heartbeatAgeMs(String workerId) {
    return lastHeard.ageMs(workerId);
  }

  private Map<String, Integer> waitingOn(QueuedJob job) {
    Instant now = clock.instant();
    Map<String, Integer> counts = new TreeMap<>();
    if (!job.isDue(now)) {
      counts.put("not_before", 1);
      return counts;
    }
    if (queue.isForServer(job)) {
      return counts;
    }
    List<Room> rooms = assigner.rooms(now);
    if (rooms.isEmpty()) {
      counts.put("workers", 0);
    }
    for (Room room : rooms) {
      fit.obstacle(job, room)
          .ifPresent(o -> counts.merge(o.name().toLowerCase(Locale.ROOT), 1, Integer::sum));
    }
    return counts;
  }
}
