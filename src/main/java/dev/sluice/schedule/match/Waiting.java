package dev.sluice.schedule.match;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The queued jobs that wait for their time, the first due ones of them. Not thread-safe. */
final class Waiting {
  private final int capacity;
  private final TreeSet<QueuedJob> firstDueFirst =
      new TreeSet<>(Comparator.comparing(Waiting::due).thenComparing(QueuedJob::id));
  private @Nullable Instant leftOutFrom;

  Waiting(int capacity) {
    this.capacity = capacity;
  }

  private static Instant due(QueuedJob job) {
    return Objects.requireNonNull(job.dueAt());
  }

  /**
   * @return the job that there is no room for
   */
  Optional<QueuedJob> add(QueuedJob job) {
    firstDueFirst.add(job);
    if (firstDueFirst.size() <= capacity) {
      return Optional.empty();
    }
    QueuedJob last = firstDueFirst.last();
    firstDueFirst.remove(last);
    if (leftOutFrom == null || due(last).isBefore(leftOutFrom)) {
      leftOutFrom = due(last);
    }
    return Optional.of(last);
  }

  void remove(QueuedJob job) {
    if (job.dueAt() != null) {
      firstDueFirst.remove(job);
    }
  }

  /**
   * Moves each retry by the time by which the clock was set back: its wait was measured by that
   * clock.
   *
   * @return the jobs that are due earlier now
   */
  List<QueuedJob> clockSetBack(Duration by) {
    List<QueuedJob> moved = new ArrayList<>();
    for (QueuedJob job : List.copyOf(firstDueFirst)) {
      if (job.retryAt() != null) {
        firstDueFirst.remove(job);
        moved.add(job.retriedBy(job.retryAt().minus(by)));
      }
    }
    firstDueFirst.addAll(moved);
    return moved;
  }

  /** Removes the jobs that are due. */
  List<QueuedJob> takeDue(Instant now) {
    List<QueuedJob> due = new ArrayList<>();
    while (!firstDueFirst.isEmpty() && firstDueFirst.first().isDue(now)) {
      due.add(firstDueFirst.pollFirst());
    }
    return due;
  }

  /** Whether a job that was left out is due; answers true once. */
  boolean takeLeftOutIsDue(Instant now) {
    if (leftOutFrom == null || leftOutFrom.isAfter(now)) {
      return false;
    }
    leftOutFrom = null;
    return true;
  }

  boolean hasLeftOut() {
    return leftOutFrom != null;
  }

  /** Forgets what was left out, because the whole queue is about to be read. */
  void expectAll() {
    leftOutFrom = null;
  }

  /** When the next job is due, whether held here or left out. */
  Optional<Instant> nextDue() {
    Instant held = firstDueFirst.isEmpty() ? null : due(firstDueFirst.first());
    if (held == null || leftOutFrom == null) {
      return Optional.ofNullable(held == null ? leftOutFrom : held);
    }
    return Optional.of(held.isBefore(leftOutFrom) ? held : leftOutFrom);
  }
}
