package dev.sluice.agent.output;

import java.time.Duration;

/**
 * The rate of small requests of one attempt: a burst of them leaves at once, and then one per
 * interval. Keeps one point in time instead of a count of tokens. For callers that hold a lock.
 *
 * @see <a href="https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm">Generic cell rate
 *     algorithm</a>
 */
final class PostRate {
  /** A process that printed nothing for this long has its whole burst again. */
  private static final Duration BURST = Duration.ofSeconds(1);

  private final long interval;

  /** When the requests so far would be over at one per interval; not set before the first. */
  private long busyUntil;

  private boolean used;

  /**
   * @param interval between requests in the long run
   */
  PostRate(Duration interval) {
    this.interval = interval.toNanos();
  }

  /** How long the next request has to wait; zero when it may leave now. */
  Duration untilNext(long nanoTime) {
    long early = used ? busyUntil - nanoTime + interval - BURST.toNanos() : 0;
    return Duration.ofNanos(Math.max(0, early));
  }

  /** Counts a request that leaves. */
  void posted(long nanoTime) {
    busyUntil = (used ? nanoTime + Math.max(0, busyUntil - nanoTime) : nanoTime) + interval;
    used = true;
  }
}
