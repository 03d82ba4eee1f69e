package dev.sluice.time;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Blocks a thread for a while, through {@link Timers}. */
public final class Pause {
  private Pause() {}

  /** Returns when {@code time} has passed. */
  public static void of(Duration time, Timers timers) throws InterruptedException {
    CountDownLatch passed = new CountDownLatch(1);
    Runnable cancel = timers.after(time, passed::countDown);
    try {
      passed.await();
    } finally {
      cancel.run();
    }
  }
}
