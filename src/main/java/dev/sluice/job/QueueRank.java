package dev.sluice.job;

import java.time.Duration;
import java.time.Instant;

/**
 * Order of the queue as one number: priority first, then age, and age wins in the end. A level of
 * priority is worth {@code ageing} of waiting, so a job of priority 0 that has waited nine times
 * that long stands level with one of priority 9 that has just come, and none starves.
 */
public final class QueueRank {
  private QueueRank() {}

  /** Smaller goes first. */
  public static long of(int priority, Instant queuedAt, Duration ageing) {
    return queuedAt.toEpochMilli() - priority * ageing.toMillis();
  }
}
