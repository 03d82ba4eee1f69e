package dev.sluice.time;

import java.time.Duration;

/**
 * Exponential back-off with equal jitter: the delay doubles with each failure up to a cap, and half
 * of it is random, so that clients that failed together do not return together.
 *
 * <p>Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 *
 * @param first delay after the first failure, before jitter
 * @param longest cap of the delay, before jitter
 */
public record Backoff(Duration first, Duration longest) {
  private static final int MAX_DOUBLINGS = 20;

  /**
   * Delay before the next try.
   *
   * @param failures in a row, from 1
   * @param jitter from 0 (half of the delay) to 1 (all of it)
   */
  public Duration after(int failures, double jitter) {
    Duration doubled = first.multipliedBy(1L << Math.min(failures - 1, MAX_DOUBLINGS));
    return jittered(doubled.compareTo(longest) < 0 ? doubled : longest, jitter);
  }

  /**
   * Between half of {@code delay} and all of it in whole milliseconds, for a delay that the server
   * asked for.
   */
  public static Duration jittered(Duration delay, double jitter) {
    return Duration.ofMillis((long) (delay.toMillis() * (0.5 + jitter / 2)));
  }
}
