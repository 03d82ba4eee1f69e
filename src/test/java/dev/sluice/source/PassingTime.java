package dev.sluice.source;

import dev.sluice.time.TestClock;
import dev.sluice.time.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Time that passes at once when the code under test waits, and records how long it waits. */
public final class PassingTime extends TestClock implements Timers {
  private Runnable meanwhile = () -> {};
  public final List<Duration> waits = new ArrayList<>();

  /** Runs {@code task} during the next wait. */
  public void meanwhile(Runnable task) {
    meanwhile = task;
  }

  @Override
  public Runnable after(Duration delay, Runnable task) {
    waits.add(delay);
    advance(delay);
    Runnable first = meanwhile;
    meanwhile = () -> {};
    first.run();
    task.run();
    return () -> {};
  }

  @Override
  public long nanoTime() {
    return Duration.between(Instant.EPOCH, instant()).toNanos();
  }
}
