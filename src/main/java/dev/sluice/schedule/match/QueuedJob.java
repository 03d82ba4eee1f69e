package dev.sluice.schedule.match;

import dev.sluice.job.Job;
import dev.sluice.wire.Requirements;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a queued job that the scheduler needs, without the payload, so that ten thousand
 * jobs take little memory.
 *
 * @param revision of the document that this was read from
 * @param rank place in the queue, smaller first
 * @param nextAttempt the number that its next attempt gets
 * @param notBefore the client's time before which it is not assigned; null if it set none
 * @param retryAt the time of its next attempt by the policy of retries; null if it need not wait
 */
public record QueuedJob(
    String id,
    long revision,
    long rank,
    Kind kind,
    int nextAttempt,
    Instant queuedAt,
    @Nullable Instant notBefore,
    @Nullable Instant retryAt) {
  static final Comparator<QueuedJob> ORDER =
      Comparator.comparingLong(QueuedJob::rank).thenComparing(QueuedJob::id);

  public static QueuedJob of(Job job, Duration ageing) {
    Instant queuedAt = job.queuedAt == null ? job.createdAt : job.queuedAt;
    return new QueuedJob(
        job.id,
        job.revision,
        rankOf(job.priority, queuedAt, ageing),
        Kind.of(job),
        job.attemptNumber() + 1,
        queuedAt,
        job.notBefore,
        job.retryAt);
  }

  /**
   * Order of the queue as one number, smaller first: priority first, then age. A level of priority
   * is worth {@code ageing} of waiting, so a job of priority 0 that has waited nine times that long
   * ranks level with a new job of priority 9, and no job starves.
   */
  static long rankOf(int priority, Instant queuedAt, Duration ageing) {
    return queuedAt.toEpochMilli() - priority * ageing.toMillis();
  }

  String operation() {
    return kind.operation();
  }

  Requirements requirements() {
    return kind.requirements();
  }

  /** Shares the instance of an equal kind, which saves memory. */
  QueuedJob withKind(Kind shared) {
    return new QueuedJob(id, revision, rank, shared, nextAttempt, queuedAt, notBefore, retryAt);
  }

  /**
   * The same with its next attempt at {@code latest}, if that is later. A retry that is further
   * away than any that the policy sets was set by a clock that has been set back since.
   */
  QueuedJob retriedBy(Instant latest) {
    return retryAt == null || !retryAt.isAfter(latest)
        ? this
        : new QueuedJob(id, revision, rank, kind, nextAttempt, queuedAt, notBefore, latest);
  }

  /** Before this time it is not assigned; null if it may be at once. */
  @Nullable Instant dueAt() {
    if (notBefore == null || retryAt == null) {
      return notBefore == null ? retryAt : notBefore;
    }
    return notBefore.isAfter(retryAt) ? notBefore : retryAt;
  }

  public boolean isDue(Instant now) {
    Instant due = dueAt();
    return due == null || !due.isAfter(now);
  }
}
