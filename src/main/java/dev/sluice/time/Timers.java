package dev.sluice.time;

import java.time.Duration;

/** The only seam through which code waits for time to pass; a test advances it by hand. */
public interface Timers {
  /**
   * Runs {@code task} once after {@code delay}.
   *
   * @return cancels the timer
   */
  Runnable after(Duration delay, Runnable task);

  /** Monotonic nanoseconds, as {@link System#nanoTime()}: a jump of the wall clock bends no age. */
  long nanoTime();

  /** Milliseconds by {@link #nanoTime()} since {@code earlier}. */
  default long millisSince(long earlier) {
    return (nanoTime() - earlier) / 1_000_000;
  }
}
