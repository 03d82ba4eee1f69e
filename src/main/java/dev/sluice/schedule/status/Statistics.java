package dev.sluice.schedule.status;

import static com.mongodb.client.model.Accumulators.sum;
import static com.mongodb.client.model.Aggregates.group;
import static com.mongodb.client.model.Filters.gte;

import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.schedule.match.FleetCapacity;
import dev.sluice.schedule.match.JobQueue;
import dev.sluice.wire.Stats;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bson.Document;

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
    Uni<Map<String, Long>> jobs =
        Job.mongoCollection()
            .aggregate(List.of(group("$status", sum("count", 1L))), Document.class)
            .collect()
            .asList()
            .map(Statistics::byStatus);
    Uni<Long> completed =
        Job.mongoCollection().countDocuments(gte("completedAt", now.minusSeconds(60)));
    return Uni.combine()
        .all()
        .unis(jobs, completed)
        .with((counts, ended) -> stats(counts, ended, now));
  }

  private Stats stats(Map<String, Long> jobs, long completed, Instant now) {
    Map<String, Long> workers = new TreeMap<>();
    fleet.now().forEach(worker -> workers.merge(worker.status().name(), 1L, Long::sum));
    Long oldest =
        queue.backlog().oldest().map(at -> Duration.between(at, now).toMillis()).orElse(null);
    long queued = jobs.getOrDefault(JobStatus.QUEUED.name(), 0L);
    return new Stats(jobs, workers, queued, oldest, completed);
  }

  private static Map<String, Long> byStatus(List<Document> groups) {
    Map<String, Long> counts = new TreeMap<>();
    for (JobStatus status : JobStatus.values()) {
      counts.put(status.name(), 0L);
    }
    groups.forEach(g -> counts.put(g.getString("_id"), g.get("count", 0L)));
    return counts;
  }
}
