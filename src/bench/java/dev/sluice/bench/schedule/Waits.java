package dev.sluice.bench.schedule;

import java.util.LinkedHashMap;
import java.util.Map;

/** Counts times in classes that grow by a thirty-second. */
final class Waits {
  private static final int PER_OCTAVE = 32;
  private final long[] classes = new long[64 * PER_OCTAVE];
  private long count;
  private long longest;

  void add(long nanos) {
    longest = Math.max(longest, nanos);
    count++;
    double octaves = Math.log(Math.max(1, nanos)) / Math.log(2);
    classes[(int) (octaves * PER_OCTAVE)]++;
  }

  long count() {
    return count;
  }

  double longestS() {
    return longest / 1e9;
  }

  /** Seconds that {@code percent} of all do not exceed, too high by a fiftieth at most. */
  double seconds(double percent) {
    long left = (long) Math.ceil(percent / 100 * count);
    for (int i = 0; i < classes.length; i++) {
      left -= classes[i];
      if (left <= 0) {
        return Math.min(longest, Math.pow(2, (i + 1) / (double) PER_OCTAVE)) / 1e9;
      }
    }
    return longestS();
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("jobs", count);
    json.put("p50_s", rounded(seconds(50)));
    json.put("p99_s", rounded(seconds(99)));
    json.put("longest_s", rounded(longestS()));
    return json;
  }

  static double rounded(double value) {
    return Math.round(value * 1_000) / 1_000.0;
  }
}
