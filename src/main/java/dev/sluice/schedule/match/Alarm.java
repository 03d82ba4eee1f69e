package dev.sluice.schedule.match;

import dev.sluice.time.Timers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Rings once, at the earliest of the times for which it was set. Thread-safe. */
final class Alarm {
  private final Timers timers;
  private final Runnable ring;
  private @Nullable Runnable cancel;
  private long at;

  /**
   * @param ring runs when the time has come
   */
  Alarm(Timers timers, Runnable ring) {
    this.timers = timers;
    this.ring = ring;
  }

  synchronized void setFor(Duration delay) {
    long wanted = timers.nanoTime() + delay.toNanos();
    if (cancel != null) {
      if (wanted - at >= 0) {
        return;
      }
      cancel.run();
    }
    at = wanted;
    cancel = timers.after(delay, this::rings);
  }

  private void rings() {
    synchronized (this) {
      cancel = null;
    }
    ring.run();
  }
}
