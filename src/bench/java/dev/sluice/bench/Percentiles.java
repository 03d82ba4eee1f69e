package dev.sluice.bench;

import java.util.Arrays;

/** Durations of one thing, in nanoseconds; answers in milliseconds. */
final class Percentiles {
  private long[] nanos = new long[1024];
  private int count;

  synchronized void add(long duration) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, count * 2);
    }
    nanos[count++] = duration;
  }

  /** The smallest duration that {@code percent} of all do not exceed. */
  synchronized double millis(double percent) {
    if (count == 0) {
      return Double.NaN;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(percent / 100 * count);
    return sorted[Math.max(0, rank - 1)] / 1e6;
  }

  synchronized int count() {
    return count;
  }
}
