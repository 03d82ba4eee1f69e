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
 * @param dueAt before this time it is not assigned; null if it may be at once
 */
public record QueuedJob(
    String id,
    long revision,
    long rank,
    Kind kind,
    int nextAttempt,
    Instant queuedAt,
    @Nullable Instant dueAt) {
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
        job.notAssignedBefore().orElse(null));
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
    return new QueuedJob(id, revision, rank, shared, nextAttempt, queuedAt, dueAt);
  }

  public boolean isDue(Instant now) {
    return dueAt == null || !dueAt.isAfter(now);
  }
}
