package dev.sluice.schedule.match;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The head of the queue, in memory and bounded: of more queued jobs than fit, the last ones stay in
 * the database until a refill. Thread-safe.
 */
public final class Backlog {
  private final int capacity;
  private final TreeSet<QueuedJob> inOrder = new TreeSet<>(QueuedJob.ORDER);
  private final Map<String, QueuedJob> byId = new HashMap<>();
  private boolean overflowed;

  Backlog(int capacity) {
    this.capacity = capacity;
  }

  public synchronized void add(QueuedJob job) {
    QueuedJob known = byId.get(job.id());
    if (known != null && known.revision() > job.revision()) {
      return;
    }
    remove(job.id());
    inOrder.add(job);
    byId.put(job.id(), job);
    if (inOrder.size() > capacity) {
      overflowed = true;
      QueuedJob last = inOrder.last();
      inOrder.remove(last);
      byId.remove(last.id());
    }
  }

  /** The job left the queue with {@code revision}; older revisions of it are ignored. */
  synchronized void left(String jobId, long revision) {
    QueuedJob known = byId.get(jobId);
    if (known != null && known.revision() < revision) {
      remove(jobId);
    }
  }

  synchronized void remove(String jobId) {
    QueuedJob known = byId.remove(jobId);
    if (known != null) {
      inOrder.remove(known);
    }
  }

  /**
   * Adds the head of the queue as the database has it.
   *
   * @param more whether the database may hold more queued jobs
   */
  synchronized void refill(Collection<QueuedJob> head, boolean more) {
    overflowed = more;
    head.forEach(this::add);
  }

  /** Whether the database may hold more queued jobs, and half of the backlog is free for them. */
  public synchronized boolean wantsRefill() {
    return overflowed && inOrder.size() <= capacity / 2;
  }

  /** All jobs, in the order of the queue. */
  synchronized List<QueuedJob> inOrder() {
    return new ArrayList<>(inOrder);
  }

  public synchronized Optional<QueuedJob> find(String jobId) {
    return Optional.ofNullable(byId.get(jobId));
  }

  /** Position in the queue from 1; 0 when the job is not held here. Linear in the position. */
  public synchronized int position(String jobId) {
    QueuedJob job = byId.get(jobId);
    return job == null ? 0 : inOrder.headSet(job).size() + 1;
  }

  /** When the oldest job was queued. */
  public synchronized Optional<Instant> oldest() {
    return byId.values().stream().map(QueuedJob::queuedAt).min(Instant::compareTo);
  }
}
