package dev.sluice.agent.run;

import dev.sluice.time.Timers;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The time limit of one attempt. Its clock stands still while the agent takes no output because the
 * server takes none: the process may be waiting for its pipe, which is not its fault.
 */
final class TimeLimit {
  /** Between two looks at the clock, since what is left stays the same while it stands still. */
  private static final Duration LEAST_WAIT = Duration.ofMillis(100);

  private final Timers timers;
  private final LongSupplier stalledNanos;
  private final long limitNanos;
  private final Runnable passed;
  private final long since;
  private final long stalledBefore;
  private Runnable cancelTimer = () -> {};
  private boolean over;

  private TimeLimit(Timers timers, LongSupplier stalledNanos, Duration limit, Runnable passed) {
    this.timers = timers;
    this.stalledNanos = stalledNanos;
    this.limitNanos = limit.toNanos();
    this.passed = passed;
    this.since = timers.nanoTime();
    this.stalledBefore = stalledNanos.getAsLong();
  }

  /**
   * Starts the clock.
   *
   * @param stalledNanos how long output was held up so far, nanoseconds
   * @param passed runs once, unless {@link #cancel} comes first
   */
  static TimeLimit start(
      Timers timers, LongSupplier stalledNanos, Duration limit, Runnable passed) {
    TimeLimit started = new TimeLimit(timers, stalledNanos, limit, passed);
    started.checkAfter(started.limitNanos);
    return started;
  }

  private void check() {
    synchronized (this) {
      if (over) {
        return;
      }
      long left = limitNanos - ran();
      if (left > 0) {
        checkAfter(Math.max(left, LEAST_WAIT.toNanos()));
        return;
      }
      over = true;
    }
    passed.run();
  }

  private synchronized void checkAfter(long nanos) {
    cancelTimer = timers.after(Duration.ofNanos(nanos), this::check);
  }

  private long ran() {
    return timers.nanoTime() - since - (stalledNanos.getAsLong() - stalledBefore);
  }

  /**
   * Stops the clock for good.
   *
   * @return how long it ran, nanoseconds
   */
  synchronized long cancel() {
    over = true;
    cancelTimer.run();
    return ran();
  }
}
