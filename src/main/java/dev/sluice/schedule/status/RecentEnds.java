package dev.sluice.schedule.status;

import dev.sluice.time.Timers;

/** Counts the ends of jobs in the last minute, to the second. For one thread at a time. */
final class RecentEnds {
  private static final int SECONDS = 60;

  private final Timers timers;
  private final long[] second = new long[SECONDS];
  private final long[] ends = new long[SECONDS];

  /** Ends that were in the store and had not been counted here, as of {@link #correctedAt}. */
  private long unseen;

  private long correctedAt;

  RecentEnds(Timers timers) {
    this.timers = timers;
  }

  void add() {
    long now = seconds();
    int at = (int) Math.floorMod(now, (long) SECONDS);
    if (second[at] != now) {
      second[at] = now;
      ends[at] = 0;
    }
    ends[at]++;
  }

  /** Ends of other servers, and from before this one started, count for another minute. */
  void correct(long stored) {
    correctedAt = seconds();
    unseen = Math.max(0, stored - seen());
  }

  long count() {
    return seen() + (seconds() - correctedAt < SECONDS ? unseen : 0);
  }

  private long seen() {
    long now = seconds();
    long sum = 0;
    for (int i = 0; i < SECONDS; i++) {
      sum += now - second[i] < SECONDS ? ends[i] : 0;
    }
    return sum;
  }

  private long seconds() {
    return Math.floorDiv(timers.nanoTime(), 1_000_000_000L);
  }
}
