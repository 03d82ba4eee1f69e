package dev.sluice.time;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Timers that a test advances by hand; due tasks run on the thread of the test. */
public final class ManualTimers implements Timers {
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::at).thenComparingLong(Timer::number));
  private long now = 1_000_000_000_000L;
  private long made;

  private record Timer(long at, long number, Runnable task) {}

  @Override
  public Runnable after(Duration delay, Runnable task) {
    Timer timer = new Timer(now + delay.toNanos(), made++, task);
    timers.add(timer);
    return () -> timers.remove(timer);
  }

  @Override
  public long nanoTime() {
    return now;
  }

  /** Lets time pass and runs the tasks that fall due, in their order. */
  public void advance(Duration by) {
    long until = now + by.toNanos();
    while (!timers.isEmpty() && timers.peek().at() <= until) {
      Timer due = timers.remove();
      now = due.at();
      due.task().run();
    }
    now = until;
  }

  public int waiting() {
    return timers.size();
  }
}
