package dev.sluice.e2e;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits until a condition holds; the limit is generous, since only a hang may exceed it. */
public final class Eventually {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LOOK_EVERY = Duration.ofMillis(25);

  private Eventually() {}

  public static void until(String what, Callable<Boolean> condition) {
    get(what, () -> condition.call() ? Boolean.TRUE : null);
  }

  /** Returns the first non-null value. */
  public static <T> T get(String what, Callable<T> value) {
    long giveUpAt = System.nanoTime() + PATIENCE.toNanos();
    Exception last = null;
    while (System.nanoTime() - giveUpAt < 0) {
      try {
        T found = value.call();
        if (found != null) {
          return found;
        }
      } catch (Exception e) {
        last = e;
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
    throw new AssertionError("timed out waiting until " + what, last);
  }
}
