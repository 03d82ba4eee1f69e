package dev.sluice.bench.harness;

import java.util.Arrays;

/** Collects durations in nanoseconds and returns percentiles in milliseconds. */
public final class Percentiles {
  private long[] nanos = new long[1024];
  private int count;

  public synchronized void add(long duration) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, count * 2);
    }
    nanos[count++] = duration;
  }

  /** The smallest duration that {@code percent} of all samples do not exceed. */
  public synchronized double millis(double percent) {
    if (count == 0) {
      return Double.NaN;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(percent / 100 * count);
    return sorted[Math.max(0, rank - 1)] / 1e6;
  }

  public synchronized int count() {
    return count;
  }
}
