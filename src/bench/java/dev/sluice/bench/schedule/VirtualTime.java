package dev.sluice.bench.schedule;

import dev.sluice.time.Timers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Time that passes from one event to the next. It is the clock, the timers and the executor of the
 * simulated server, all of whose work runs on the thread that calls {@link #runUntil}.
 */
final class VirtualTime extends Clock implements Timers {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final long FIRST_NANO = 1_000_000_000L;

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final Deque<Runnable> ready = new ArrayDeque<>();
  private long nanos;
  private long made;

  private static final class Event implements Comparable<Event> {
    private final long at;
    private final long number;
    private Runnable task;

    private Event(long at, long number, Runnable task) {
      this.at = at;
      this.number = number;
      this.task = task;
    }

    @Override
    public int compareTo(Event other) {
      return at == other.at ? Long.compare(number, other.number) : Long.compare(at, other.at);
    }
  }

  /** Runs {@code task} when {@code delayNanos} have passed. */
  Runnable in(long delayNanos, Runnable task) {
    Event event = new Event(nanos + delayNanos, made++, task);
    events.add(event);
    return () -> event.task = () -> {};
  }

  @Override
  public Runnable after(Duration delay, Runnable task) {
    return in(Math.max(0, delay.toNanos()), task);
  }

  @Override
  public long nanoTime() {
    return FIRST_NANO + nanos;
  }

  /** Virtual nanoseconds since the beginning. */
  long passed() {
    return nanos;
  }

  /** Lets the events of the time until {@code end} happen, in nanoseconds since the beginning. */
  void runUntil(long end) {
    runReady();
    while (!events.isEmpty() && events.peek().at <= end) {
      Event event = events.remove();
      nanos = event.at;
      event.task.run();
      runReady();
    }
    nanos = end;
  }

  private void runReady() {
    while (!ready.isEmpty()) {
      ready.remove().run();
    }
  }

  @Override
  public Instant instant() {
    return BEGIN.plusNanos(nanos);
  }

  /** The instant that many milliseconds after the beginning. */
  static Instant at(long millis) {
    return BEGIN.plusMillis(millis);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("only UTC");
  }

  /** Runs tasks at the present instant, one after another. */
  AbstractExecutorService executor() {
    return new Executor();
  }

  private final class Executor extends AbstractExecutorService {
    @Override
    public void execute(Runnable task) {
      ready.add(task);
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }
}
