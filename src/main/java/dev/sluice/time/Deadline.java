package dev.sluice.time;

import java.time.Duration;

/** A moment by the monotonic clock until which work must be done. */
public final class Deadline {
  private final Timers timers;
  private final long at;

  private Deadline(Timers timers, long at) {
    this.timers = timers;
    this.at = at;
  }

  public static Deadline in(Duration time, Timers timers) {
    return new Deadline(timers, timers.nanoTime() + time.toNanos());
  }

  /** The time that is left; zero once the deadline has passed. */
  public Duration left() {
    return Duration.ofNanos(Math.max(0, at - timers.nanoTime()));
  }
}
