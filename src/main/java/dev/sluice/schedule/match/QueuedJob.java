package dev.sluice.schedule.match;

import dev.sluice.job.Job;
import dev.sluice.job.QueueRank;
import dev.sluice.wire.Requirements;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What the scheduler needs to know of a queued job; not its payload, so that ten thousand of them
 * are small.
 *
 * @param revision of the document that this was read from
 * @param rank place in the queue, smaller first
 * @param nextAttempt the number that its next attempt gets
 */
public record QueuedJob(
    String id,
    long revision,
    long rank,
    String operation,
    Requirements requirements,
    int nextAttempt,
    Instant queuedAt,
    @Nullable Instant notBefore) {
  static final Comparator<QueuedJob> ORDER =
      Comparator.comparingLong(QueuedJob::rank).thenComparing(QueuedJob::id);

  public static QueuedJob of(Job job, Duration ageing) {
    Instant queuedAt = job.queuedAt == null ? job.createdAt : job.queuedAt;
    return new QueuedJob(
        job.id,
        job.revision,
        QueueRank.of(job.priority, queuedAt, ageing),
        job.operation,
        job.requirements,
        job.attemptNumber() + 1,
        queuedAt,
        job.notBefore);
  }

  public boolean isDue(Instant now) {
    return notBefore == null || !notBefore.isAfter(now);
  }
}
