package dev.sluice.cli.tail;

import dev.sluice.cli.console.Time;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Pauses between reconnects: doubling from a quarter of a second to five, each shortened by up to
 * half at random. Gives up when the server has been away for {@link #PATIENCE}.
 */
final class Backoff {
  static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final Duration FIRST = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final Time time;
  private Duration next = FIRST;
  private @Nullable Instant since;

  Backoff(Time time) {
    this.time = time;
  }

  /** The connection works. */
  void reset() {
    next = FIRST;
    since = null;
  }

  /** True before the first pause since the connection last worked. */
  boolean fresh() {
    return since == null;
  }

  /**
   * Waits its turn.
   *
   * @param asked the server's own wish, taken as the least
   * @return false when patience is over
   */
  boolean pause(@Nullable Duration asked) throws InterruptedException {
    Instant now = time.clock().instant();
    if (since == null) {
      since = now;
    } else if (Duration.between(since, now).compareTo(PATIENCE) >= 0) {
      return false;
    }
    Duration length = asked != null && asked.compareTo(next) > 0 ? asked : next;
    double share = 1 - time.jitter().getAsDouble() / 2;
    time.pause().pause(Duration.ofNanos((long) (length.toNanos() * share)));
    next = min(next.multipliedBy(2), LONGEST);
    return true;
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
