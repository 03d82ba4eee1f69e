package dev.sluice.job;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.wire.AttemptRef;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The jobs that workers hold now, in memory, so that reservations and instructions for workers need
 * no query. The capacity of the fleet bounds it. It follows the gate's writes, and is read again
 * from the database when this process starts.
 */
public final class HeldJobs {
  private static final int ENDINGS_REMEMBERED = 100_000;

  private final Map<String, Job> byId = new ConcurrentHashMap<>();

  /** Revisions of jobs that were released recently: an older change may still arrive. */
  private final Cache<String, Long> ended =
      Caffeine.newBuilder()
          .maximumSize(ENDINGS_REMEMBERED)
          .expireAfterWrite(Duration.ofMinutes(1))
          .executor(Runnable::run)
          .build();

  private final Map<String, Map<String, Job>> byWorker = new ConcurrentHashMap<>();

  /** Whether the copy is newer than what is known of the job; of most jobs nothing is known. */
  boolean isNews(Job job) {
    return revisionOf(job.id, byId.get(job.id)) < job.revision;
  }

  private long revisionOf(String id, @Nullable Job held) {
    Long last = ended.getIfPresent(id);
    return Math.max(last == null ? -1 : last, held == null ? -1 : held.revision);
  }

  /** Takes a write of the gate over, unless a newer one is known. */
  void follow(Job job) {
    byId.compute(
        job.id,
        (id, known) -> {
          if (revisionOf(id, known) > job.revision) {
            return known;
          }
          if (known != null) {
            forget(known);
          }
          if (!job.status.isHeld()) {
            ended.put(id, job.revision);
            return null;
          }
          return remember(job);
        });
  }

  public Optional<Job> find(String jobId) {
    return Optional.ofNullable(byId.get(jobId));
  }

  public Collection<Job> of(String workerId) {
    Map<String, Job> held = byWorker.get(workerId);
    return held == null ? List.of() : List.copyOf(held.values());
  }

  public Collection<Job> all() {
    return List.copyOf(byId.values());
  }

  public List<AttemptRef> refsOf(String workerId) {
    return of(workerId).stream().map(job -> new AttemptRef(job.id, job.attemptNumber())).toList();
  }

  private Job remember(Job job) {
    if (job.workerId != null) {
      byWorker.compute(
          job.workerId,
          (id, held) -> {
            Map<String, Job> jobs = held == null ? new ConcurrentHashMap<>() : held;
            jobs.put(job.id, job);
            return jobs;
          });
    }
    return job;
  }

  private void forget(Job job) {
    if (job.workerId != null) {
      byWorker.computeIfPresent(
          job.workerId,
          (id, held) -> {
            held.remove(job.id);
            return held.isEmpty() ? null : held;
          });
    }
  }
}
