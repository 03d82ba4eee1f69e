package dev.sluice.time;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Timers that a test advances by hand; due tasks run on the thread of the test. Thread-safe. */
public final class ManualTimers implements Timers {
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::at).thenComparingLong(Timer::number));
  private long now = 1_000_000_000_000L;
  private long made;

  private record Timer(long at, long number, Runnable task) {}

  @Override
  public synchronized Runnable after(Duration delay, Runnable task) {
    Timer timer = new Timer(now + delay.toNanos(), made++, task);
    timers.add(timer);
    return () -> cancel(timer);
  }

  private synchronized void cancel(Timer timer) {
    timers.remove(timer);
  }

  @Override
  public synchronized long nanoTime() {
    return now;
  }

  /** Lets time pass and runs the tasks that fall due, in their order. */
  public void advance(Duration by) {
    long until = nanoTime() + by.toNanos();
    Timer due = next(until);
    while (due != null) {
      due.task().run();
      due = next(until);
    }
  }

  private synchronized @Nullable Timer next(long until) {
    if (timers.isEmpty() || timers.peek().at() > until) {
      now = until;
      return null;
    }
    Timer due = timers.remove();
    now = due.at();
    return due;
  }

  public synchronized int waiting() {
    return timers.size();
  }
}
