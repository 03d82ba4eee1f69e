package dev.sluice.source.files;

import dev.sluice.time.Timers;
import java.time.Duration;

/**
 * Makes one call of many that come close together: when it has been quiet for a while, or, if it is
 * never quiet, after ten times that.
 */
final class Debounce implements AutoCloseable {
  private static final int LONGEST = 10;

  private final Timers timers;
  private final Duration quiet;
  private final Runnable call;
  private Runnable cancel = () -> {};
  private long firstAt;
  private boolean waiting;
  private boolean closed;

  Debounce(Timers timers, Duration quiet, Runnable call) {
    this.timers = timers;
    this.quiet = quiet;
    this.call = call;
  }

  synchronized void event() {
    if (closed) {
      return;
    }
    if (!waiting) {
      waiting = true;
      firstAt = timers.nanoTime();
    }
    long left = quiet.toMillis() * LONGEST - timers.millisSince(firstAt);
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
