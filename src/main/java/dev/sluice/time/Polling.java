package dev.sluice.time;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/** Calls a listener periodically, with jitter, so that replicas do not poll in step. */
public final class Polling implements AutoCloseable {
  private static final double SPREAD = 0.1;

  private final Timers timers;
  private final DoubleSupplier jitter;
  private final Duration interval;
  private final Runnable poll;
  private Runnable cancel = () -> {};
  private boolean closed;

  private Polling(Timers timers, DoubleSupplier jitter, Duration interval, Runnable poll) {
    this.timers = timers;
    this.jitter = jitter;
    this.interval = interval;
    this.poll = poll;
  }

  /**
   * Starts to poll; the first call comes after one interval.
   *
   * @param jitter from 0 to 1, where 0.5 is the interval itself
   */
  public static Polling every(
      Duration interval, Timers timers, DoubleSupplier jitter, Runnable poll) {
    Polling polling = new Polling(timers, jitter, interval, poll);
    polling.schedule();
    return polling;
  }

  private synchronized void schedule() {
    if (!closed) {
      double spread = 1 + SPREAD * (2 * jitter.getAsDouble() - 1);
      cancel = timers.after(Duration.ofMillis((long) (interval.toMillis() * spread)), this::tick);
    }
  }

  private void tick() {
    try {
      poll.run();
    } finally {
      schedule();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    cancel.run();
  }
}
