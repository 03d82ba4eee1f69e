package dev.sluice.source;

import dev.sluice.time.Timers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Time that passes at once when the code under test waits, and records how long it waits. */
public final class PassingTime extends Clock implements Timers {
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private Runnable meanwhile = () -> {};
  public final List<Duration> waits = new ArrayList<>();

  /** Runs {@code task} during the next wait. */
  public void meanwhile(Runnable task) {
    meanwhile = task;
  }

  @Override
  public Runnable after(Duration delay, Runnable task) {
    waits.add(delay);
    now = now.plus(delay);
    Runnable first = meanwhile;
    meanwhile = () -> {};
    first.run();
    task.run();
    return () -> {};
  }

  @Override
  public long nanoTime() {
    return Duration.between(Instant.EPOCH, now).toNanos();
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("the tests live in UTC");
  }
}
