package dev.sluice.schedule.match;

import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The order of the backlog, for readers. All of them share one table, which is a second old at
 * most, so ten thousand readers cost one sort a second and a binary search each. Thread-safe.
 */
public final class Standings {
  private static final long OUTDATED_MS = 1_000;

  private final Backlog backlog;
  private final Clock clock;
  private @Nullable Table table;

  private record Table(
      List<QueuedJob> inOrder, Optional<Instant> oldest, long version, long takenAtMs) {}

  Standings(Backlog backlog, Clock clock) {
    this.backlog = backlog;
    this.clock = clock;
  }

  /**
   * Position in the queue, from 1: how many of the jobs in memory precede it, as of a second ago at
   * most, and one.
   */
  public int position(QueuedJob job) {
    int index = Collections.binarySearch(table().inOrder(), job, QueuedJob.ORDER);
    return index >= 0 ? index + 1 : -index;
  }

  /** When the oldest of the jobs in memory was queued, as of a second ago at most. */
  public Optional<Instant> oldest() {
    return table().oldest();
  }

  private synchronized Table table() {
    long now = clock.millis();
    boolean outdated = table == null || Math.abs(now - table.takenAtMs()) >= OUTDATED_MS;
    if (table == null || (outdated && table.version() != backlog.version())) {
      table = take(now);
    }
    return table;
  }

  private Table take(long now) {
    long version = backlog.version();
    List<QueuedJob> all = backlog.all();
    all.sort(QueuedJob.ORDER);
    return new Table(
        List.copyOf(all),
        all.stream().map(QueuedJob::queuedAt).min(Instant::compareTo),
        version,
        now);
  }
}
