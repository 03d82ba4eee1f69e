package dev.sluice.source;

import dev.sluice.signal.Timers;
import java.time.Duration;

/** A moment by the monotonic clock by which something must be done. */
final class Deadline {
  private final Timers timers;
  private final long at;

  private Deadline(Timers timers, long at) {
    this.timers = timers;
    this.at = at;
  }

  static Deadline in(Duration time, Timers timers) {
    return new Deadline(timers, timers.nanoTime() + time.toNanos());
  }

  /** Zero if it has passed. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, at - timers.nanoTime()));
  }
}
