package dev.sluice.time;

import java.time.Duration;

/**
 * Makes one call of many events that come close together: once no event came for the quiet time, or
 * at the latest after ten times that.
 */
public final class Debounce implements AutoCloseable {
  private static final int MAX_QUIET_TIMES = 10;

  private final Timers timers;
  private final Duration quiet;
  private final Runnable call;
  private Runnable cancel = () -> {};
  private long firstAt;
  private boolean waiting;
  private boolean closed;

  public Debounce(Timers timers, Duration quiet, Runnable call) {
    this.timers = timers;
    this.quiet = quiet;
    this.call = call;
  }

  public synchronized void event() {
    if (closed) {
      return;
    }
    if (!waiting) {
      waiting = true;
      firstAt = timers.nanoTime();
    }
    long left = quiet.toMillis() * MAX_QUIET_TIMES - timers.millisSince(firstAt);
    cancel.run();
    cancel =
        timers.after(Duration.ofMillis(Math.max(0, Math.min(quiet.toMillis(), left))), this::fire);
  }

  private void fire() {
    synchronized (this) {
      if (!waiting || closed) {
        return;
      }
      waiting = false;
    }
    call.run();
  }

  @Override
  public synchronized void close() {
    closed = true;
    cancel.run();
  }
}
