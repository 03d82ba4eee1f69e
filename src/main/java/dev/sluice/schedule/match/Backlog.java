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
 * The head of the queue, in memory and bounded: when there are more queued jobs than fit, those
 * that come last are left in the database, to be read again when there is room. Thread-safe.
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

  /** The job is not queued any more, as of {@code revision}. */
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

  /** Takes over what the database says is the head of the queue. */
  synchronized void refill(Collection<QueuedJob> head, boolean more) {
    overflowed = more;
    head.forEach(this::add);
  }

  /** There are jobs in the database that are not held here, and there is room for them. */
  public synchronized boolean wantsRefill() {
    return overflowed && inOrder.size() <= capacity / 2;
  }

  /** Everything held, first come first. */
  public synchronized List<QueuedJob> inOrder() {
    return new ArrayList<>(inOrder);
  }

  synchronized int size() {
    return inOrder.size();
  }

  public synchronized Optional<QueuedJob> find(String jobId) {
    return Optional.ofNullable(byId.get(jobId));
  }

  /** Place in the queue from 1; 0 when it is not held here. Counting costs what it says. */
  public synchronized int position(String jobId) {
    QueuedJob job = byId.get(jobId);
    return job == null ? 0 : inOrder.headSet(job).size() + 1;
  }

  public synchronized Optional<Instant> oldest() {
    return byId.values().stream().map(QueuedJob::queuedAt).min(Instant::compareTo);
  }
}
