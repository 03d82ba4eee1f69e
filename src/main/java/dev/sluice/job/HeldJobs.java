package dev.sluice.job;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.wire.AttemptRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  /** Replaced with each change, so that a look at what a worker holds copies nothing. */
  private final Map<String, List<Job>> byWorker = new ConcurrentHashMap<>();

  /** The attempts that were handed out by the write that assigned them, and are in no reply yet. */
  private final Set<AttemptRef> onTheWay = ConcurrentHashMap.newKeySet();

  /** Whether the copy is newer than what is known of the job; of most jobs nothing is known. */
  boolean isNews(Job job) {
    return isNews(job.id, job.revision);
  }

  boolean isNews(String id, long revision) {
    return revisionOf(id, byId.get(id)) < revision;
  }

  private long revisionOf(String id, @Nullable Job held) {
    Long last = ended.getIfPresent(id);
    return Math.max(last == null ? -1 : last, held == null ? -1 : held.revision);
  }

  /** Takes a write of the gate over, unless a newer one is known. */
  void follow(JobChange change) {
    follow(change.job(), change.isHandOut());
  }

  /** Takes a job over as it is stored, unless a newer state is known. */
  void follow(Job job) {
    follow(job, false);
  }

  private void follow(Job job, boolean handedOut) {
    byId.compute(
        job.id,
        (id, known) -> {
          if (revisionOf(id, known) > job.revision) {
            return known;
          }
          if (known != null) {
            forget(known);
          }
          if (known != null && known.attemptNumber() != job.attemptNumber()) {
            onTheWay.remove(ref(known));
          }
          if (!job.status.isHeld()) {
            onTheWay.remove(ref(job));
            ended.put(id, job.revision);
            return null;
          }
          if (handedOut) {
            // Before the job shows as held: one that is held and not on its way counts as lost.
            onTheWay.add(ref(job));
          }
          return remember(job);
        });
  }

  /**
   * Whether the attempt was handed out as it was assigned, and is in no reply to its worker yet.
   */
  public boolean isOnTheWay(AttemptRef attempt) {
    return onTheWay.contains(attempt);
  }

  /** The attempt is in a reply to its worker. */
  public void putIntoReply(AttemptRef attempt) {
    onTheWay.remove(attempt);
  }

  /**
   * The reply with the attempt will not reach its worker, so that the next one is to have it.
   *
   * @param lease of the attempt; does nothing when the job is no longer held under it
   */
  public void takeFromReply(AttemptRef attempt, String lease) {
    byId.computeIfPresent(
        attempt.jobId(),
        (id, job) -> {
          if (job.isHeldUnder(attempt.attempt(), lease)) {
            onTheWay.add(attempt);
          }
          return job;
        });
  }

  private static AttemptRef ref(Job job) {
    return new AttemptRef(job.id, job.attemptNumber());
  }

  public Optional<Job> find(String jobId) {
    return Optional.ofNullable(byId.get(jobId));
  }

  /** What a worker holds: the same list until that changes, and another one afterwards. */
  public List<Job> of(String workerId) {
    return byWorker.getOrDefault(workerId, List.of());
  }

  public Collection<Job> all() {
    return List.copyOf(byId.values());
  }

  public List<AttemptRef> refsOf(String workerId) {
    return of(workerId).stream().map(HeldJobs::ref).toList();
  }

  private Job remember(Job job) {
    if (job.workerId != null) {
      byWorker.compute(
          job.workerId,
          (id, held) -> {
            List<Job> jobs = others(held == null ? List.of() : held, job);
            jobs.add(job);
            return List.copyOf(jobs);
          });
    }
    return job;
  }

  private void forget(Job job) {
    if (job.workerId != null) {
      byWorker.computeIfPresent(
          job.workerId,
          (id, held) -> {
            List<Job> jobs = others(held, job);
            return jobs.isEmpty() ? null : List.copyOf(jobs);
          });
    }
  }

  private static List<Job> others(List<Job> held, Job than) {
    List<Job> jobs = new ArrayList<>(held.size() + 1);
    for (Job job : held) {
      if (!job.id.equals(than.id)) {
        jobs.add(job);
      }
    }
    return jobs;
  }
}
