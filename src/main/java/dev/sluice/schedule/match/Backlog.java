package dev.sluice.schedule.match;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The part of the queue that is held in memory, bounded, and so that no jobs hide others: due jobs
 * lie by {@link Kind}, each kind has the first of its jobs here, and of too many the longest kind
 * loses its last. Kinds that fit on no worker keep a tenth of the room when it is short. Jobs that
 * are not due lie apart, with room of their own. The rest of the queue stays in the database until
 * a refill (decision 0034). Thread-safe.
 */
public final class Backlog {
  private static final int SHARE_OF_UNFIT = 10;

  private final int capacity;
  private final Map<String, QueuedJob> byId = new HashMap<>();
  private final KindQueues fit = new KindQueues();
  private final KindQueues unfit = new KindQueues();
  private final Waiting waiting;
  private Predicate<Kind> fits = kind -> true;
  private Instant now = Instant.MIN;
  private long queues;
  private long version;

  /** Kinds of which no job is held, although some are queued. */
  private boolean unfitKindsLeftOut;

  private boolean fitKindsLeftOut;
  private boolean refillWanted;

  /**
   * @param capacity the most due jobs that are held, and the most that are not due
   */
  Backlog(int capacity) {
    this.capacity = capacity;
    this.waiting = new Waiting(capacity);
  }

  /** Takes a queued job over, unless a newer revision of it is known or there is no room. */
  public synchronized void add(QueuedJob job) {
    QueuedJob known = byId.get(job.id());
    if (known != null && known.revision() > job.revision()) {
      return;
    }
    remove(job.id());
    QueuedJob added =
        known != null && known.revision() == job.revision() && known.retryAt() != null
            // It may have been moved since the store was written.
            ? job.retriedBy(known.retryAt())
            : job;
    if (added.isDue(now)) {
      addDue(added);
    } else {
      version++;
      byId.put(added.id(), added);
      waiting.add(added).ifPresent(leftOut -> byId.remove(leftOut.id()));
    }
  }

  /** The clock by which the times of retries were set was set back; they do not wait longer. */
  synchronized void clockSetBack(Duration by) {
    version++;
    waiting.clockSetBack(by).forEach(moved -> byId.put(moved.id(), moved));
    refillWanted |= waiting.hasLeftOut();
  }

  private void addDue(QueuedJob job) {
    byId.remove(job.id());
    KindQueues side = side(job.kind());
    KindQueue queue = side.find(job.kind());
    if (queue == null) {
      queue = new KindQueue(job.kind(), queues++);
      side.put(queue);
    } else if (queue.leavesOut(job)) {
      return;
    }
    version++;
    QueuedJob light = job.withKind(queue.kind);
    byId.put(job.id(), light);
    KindQueue its = queue;
    side.change(its, () -> its.add(light));
    if (fit.total() + unfit.total() > capacity) {
      leaveOneOut();
    }
  }

  private KindQueues side(Kind kind) {
    return fits.test(kind) ? fit : unfit;
  }

  private void leaveOneOut() {
    boolean fromUnfit = unfit.total() > capacity / SHARE_OF_UNFIT || fit.total() == 0;
    KindQueues side = fromUnfit ? unfit : fit;
    KindQueue longest = side.longest();
    side.change(longest, () -> byId.remove(longest.evictLast().id()));
    if (longest.size() == 0) {
      side.remove(longest);
      unfitKindsLeftOut |= fromUnfit;
      fitKindsLeftOut |= !fromUnfit;
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
    if (known == null) {
      return;
    }
    version++;
    waiting.remove(known);
    boolean isFit = fit.find(known.kind()) != null;
    KindQueues side = isFit ? fit : unfit;
    KindQueue queue = side.find(known.kind());
    if (queue == null) {
      return;
    }
    side.change(queue, () -> queue.remove(known));
    refillWanted |= isFit && queue.isLow();
    refillWanted |= fitKindsLeftOut && fit.total() <= capacity / 2;
    if (queue.size() == 0) {
      side.remove(queue);
      unfitKindsLeftOut |= !isFit && queue.hasLeftOut();
    }
  }

  /** Lets the jobs take part that are due at {@code time}. */
  synchronized void comeTo(Instant time) {
    now = time;
    waiting.takeDue(time).forEach(this::addDue);
    refillWanted |= waiting.takeLeftOutIsDue(time);
  }

  /** When the next of the jobs that wait for their time is due. */
  synchronized Optional<Instant> nextDue() {
    return waiting.nextDue();
  }

  /**
   * The fleet has changed.
   *
   * @param fitting which kinds fit on a worker of it that holds no job
   */
  synchronized void fleetChanged(Predicate<Kind> fitting) {
    fits = fitting;
    move(unfit, fit, fitting);
    move(fit, unfit, fitting.negate());
    refillWanted |= unfitKindsLeftOut || fitKindsLeftOut;
  }

  private void move(KindQueues from, KindQueues to, Predicate<Kind> moves) {
    List<KindQueue> moving = new ArrayList<>();
    from.all().forEach(queue -> addIf(moves, queue, moving));
    for (KindQueue queue : moving) {
      from.remove(queue);
      to.put(queue);
      refillWanted |= to == fit && queue.hasLeftOut();
    }
  }

  private static void addIf(Predicate<Kind> moves, KindQueue queue, List<KindQueue> moving) {
    if (moves.test(queue.kind)) {
      moving.add(queue);
    }
  }

  /** The whole queue is about to be read, so that what was left out gets another chance. */
  synchronized void refillBegins() {
    refillWanted = false;
    unfitKindsLeftOut = false;
    fitKindsLeftOut = false;
    fit.all().forEach(KindQueue::expectAll);
    unfit.all().forEach(KindQueue::expectAll);
    waiting.expectAll();
  }

  /** The database may hold jobs that could run and are not here. */
  synchronized void wantRefill() {
    refillWanted = true;
  }

  synchronized boolean wantsRefill() {
    return refillWanted;
  }

  /**
   * The first due jobs of each kind that fits on a worker, in the order of the queue within a kind.
   *
   * @param limit the most of one kind
   */
  synchronized List<List<QueuedJob>> heads(int limit, Predicate<Kind> wanted) {
    List<List<QueuedJob>> heads = new ArrayList<>();
    for (KindQueue queue : fit.all()) {
      if (wanted.test(queue.kind)) {
        heads.add(queue.head(limit));
      }
    }
    return heads;
  }

  public synchronized Optional<QueuedJob> find(String jobId) {
    return Optional.ofNullable(byId.get(jobId));
  }

  /** Whether jobs may be queued that are not held here. */
  synchronized boolean hasLeftOut(Kind kind) {
    KindQueue queue = side(kind).find(kind);
    return unfitKindsLeftOut
        || fitKindsLeftOut
        || waiting.hasLeftOut()
        || (queue != null && queue.hasLeftOut());
  }

  /** Changes whenever the jobs do. */
  synchronized long version() {
    return version;
  }

  /** All jobs, in no order. */
  synchronized List<QueuedJob> all() {
    return new ArrayList<>(byId.values());
  }
}
