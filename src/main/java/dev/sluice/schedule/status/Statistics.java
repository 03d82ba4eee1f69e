package dev.sluice.schedule.status;

import dev.sluice.job.JobStatus;
import dev.sluice.schedule.match.FleetCapacity;
import dev.sluice.schedule.match.JobQueue;
import dev.sluice.wire.Stats;
import dev.sluice.worker.Worker;
import dev.sluice.worker.process.Processes;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Counts jobs, workers and processes. */
@Singleton
final class Statistics {
  private final JobCounts counts;
  private final JobQueue queue;
  private final FleetCapacity fleet;
  private final Processes processes;
  private final Clock clock;

  Statistics(
      JobCounts counts, JobQueue queue, FleetCapacity fleet, Processes processes, Clock clock) {
    this.counts = counts;
    this.queue = queue;
    this.fleet = fleet;
    this.processes = processes;
    this.clock = clock;
  }

  Uni<Stats> now() {
    return counts
        .now()
        .map(jobs -> stats(jobs.byStatus(), jobs.endedLastMinute(), clock.instant()));
  }

  /**
   * Adds the workers and the queue.
   *
   * @param counts of jobs by status
   * @param completed jobs that ended in the last minute
   */
  Stats stats(Map<JobStatus, Long> counts, long completed, Instant now) {
    Map<String, Long> jobs = zeroes(JobStatus.values());
    counts.forEach((status, count) -> jobs.put(status.name(), count));
    Map<String, Long> workers = zeroes(Worker.Status.values());
    fleet.now().forEach(worker -> workers.merge(worker.status().name(), 1L, Long::sum));
    Long oldest =
        queue.standings().oldest().map(at -> Duration.between(at, now).toMillis()).orElse(null);
    long queued = counts.getOrDefault(JobStatus.QUEUED, 0L);
    return new Stats(jobs, workers, processes.counts(), queued, oldest, completed);
  }

  private static Map<String, Long> zeroes(Enum<?>[] statuses) {
    Map<String, Long> counts = new TreeMap<>();
    for (Enum<?> status : statuses) {
      counts.put(status.name(), 0L);
    }
    return counts;
  }
}
