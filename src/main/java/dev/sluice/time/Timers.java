package dev.sluice.time;

import java.time.Duration;

/** The one seam through which anything waits for time to pass; tests move it by hand. */
public interface Timers {
  /** Runs {@code task} once after {@code delay}; returns what cancels it. */
  Runnable after(Duration delay, Runnable task);

  /**
   * Monotonic nanoseconds, as {@link System#nanoTime()}: for ages that a clock jump must not bend.
   */
  long nanoTime();

  /** Milliseconds by {@link #nanoTime()} since {@code earlier}. */
  default long millisSince(long earlier) {
    return (nanoTime() - earlier) / 1_000_000;
  }
}
