package dev.sluice.schedule.match;

import dev.sluice.time.Timers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Measures by the monotonic clock how far the wall clock was set back. Thread-safe. */
final class ClockSetBack {
  /** Both clocks are not read at one instant, and a wall clock is slewed. */
  private static final Duration TOLERANCE = Duration.ofSeconds(1);

  private final Clock clock;
  private final Timers timers;
  private Instant wall;
  private long nanos;

  ClockSetBack(Clock clock, Timers timers) {
    this.clock = clock;
    this.timers = timers;
    this.wall = clock.instant();
    this.nanos = timers.nanoTime();
  }

  /** Zero if it went on, or was set forward. */
  synchronized Duration sinceLastLook() {
    long now = timers.nanoTime();
    Instant expected = wall.plusNanos(now - nanos);
    wall = clock.instant();
    nanos = now;
    Duration back = Duration.between(wall, expected);
    return back.compareTo(TOLERANCE) > 0 ? back : Duration.ZERO;
  }
}
