package dev.sluice.schedule.status;

import dev.sluice.job.JobLookup;
import dev.sluice.job.JobStatus;
import dev.sluice.schedule.match.FleetCapacity;
import dev.sluice.schedule.match.JobQueue;
import dev.sluice.wire.Stats;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Counts jobs and workers. */
@Singleton
final class Statistics {
  private final JobQueue queue;
  private final FleetCapacity fleet;
  private final Clock clock;

  Statistics(JobQueue queue, FleetCapacity fleet, Clock clock) {
    this.queue = queue;
    this.fleet = fleet;
    this.clock = clock;
  }

  Uni<Stats> now() {
    Instant now = clock.instant();
    return Uni.combine()
        .all()
        .unis(JobLookup.countByStatus(), JobLookup.countEnded(now.minusSeconds(60)))
        .with((counts, ended) -> stats(counts, ended, now));
  }

  /**
   * Adds what this server holds in memory.
   *
   * @param counts of stored jobs by status
   * @param completed stored jobs that ended in the last minute
   */
  Stats stats(Map<JobStatus, Long> counts, long completed, Instant now) {
    Map<String, Long> jobs = new TreeMap<>();
    counts.forEach((status, count) -> jobs.put(status.name(), count));
    Map<String, Long> workers = new TreeMap<>();
    fleet.now().forEach(worker -> workers.merge(worker.status().name(), 1L, Long::sum));
    Long oldest =
        queue.standings().oldest().map(at -> Duration.between(at, now).toMillis()).orElse(null);
    long queued = counts.getOrDefault(JobStatus.QUEUED, 0L);
    return new Stats(jobs, workers, queued, oldest, completed);
  }
}
