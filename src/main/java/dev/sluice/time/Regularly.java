package dev.sluice.time;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Periodic work that goes on when its scheduler falls silent. Quarkus' scheduler goes by the wall
 * clock: when that is set back by an hour, it runs nothing for an hour. This class then runs the
 * work itself, by the monotonic clock, every two intervals or so.
 */
public final class Regularly implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Regularly.class);

  private static final int SILENCE = 2;

  private final Supplier<Uni<Void>> work;
  private final Timers timers;
  private final Duration silence;
  private final AtomicBoolean running = new AtomicBoolean();
  private final Polling watch;
  private volatile long lastAt;

  /**
   * @param interval at which the scheduler calls {@link #run}
   * @param jitter from 0 to 1
   */
  public Regularly(
      Duration interval, Timers timers, DoubleSupplier jitter, Supplier<Uni<Void>> work) {
    this.work = work;
    this.timers = timers;
    this.silence = interval.multipliedBy(SILENCE);
    this.lastAt = timers.nanoTime();
    this.watch = Polling.every(interval, timers, jitter, this::look);
  }

  /** Runs the work, unless it runs already. */
  public Uni<Void> run() {
    return Uni.createFrom()
        .deferred(
            () -> {
              if (!running.compareAndSet(false, true)) {
                return Uni.createFrom().voidItem();
              }
              lastAt = timers.nanoTime();
              return Uni.createFrom()
                  .deferred(work::get)
                  .onTermination()
                  .invoke(() -> running.set(false));
            });
  }

  private void look() {
    if (timers.nanoTime() - lastAt >= silence.toNanos()) {
      run().subscribe().with(done -> {}, e -> LOG.warn("periodic work failed", e));
    }
  }

  @Override
  public void close() {
    watch.close();
  }
}
