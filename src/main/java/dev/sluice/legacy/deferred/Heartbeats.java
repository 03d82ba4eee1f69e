package dev.sluice.legacy.deferred;

import dev.sluice.time.EventCount;
import dev.sluice.time.Timers;
import dev.sluice.worker.WorkerViews;
import dev.sluice.worker.process.Processes;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The heartbeats of the fleet, made once for all readers, from what is in memory, and only while
 * there are readers. A slow reader skips those that it had no room for.
 */
@Singleton
final class Heartbeats {
  static final Duration INTERVAL = Duration.ofMillis(2_500);

  private final Supplier<Buffer> source;
  private final Timers timers;
  private final EventCount beats = new EventCount();
  private volatile @Nullable Buffer newest;
  private int readers;
  private Runnable cancelNext = () -> {};

  @Inject
  Heartbeats(WorkerViews workers, Processes processes, Clock clock, Timers timers) {
    this(() -> FleetBeat.of(workers.all(), processes.all(), clock.instant()), timers);
  }

  Heartbeats(Supplier<Buffer> source, Timers timers) {
    this.source = source;
    this.timers = timers;
  }

  /** Joins the readers. The caller must {@link #leave}. */
  void enter() {
    boolean isFirst;
    synchronized (this) {
      isFirst = readers++ == 0;
    }
    if (isFirst) {
      beat();
    }
  }

  void leave() {
    synchronized (this) {
      if (--readers == 0) {
        cancelNext.run();
        newest = null;
      }
    }
  }

  /**
   * The endless stream of one reader that has entered: the newest heartbeats at once, then the next
   * ones.
   *
   * @param loop runs the reader after each wait
   */
  Multi<Buffer> frames(Executor loop) {
    Reader reader = new Reader(loop);
    return Multi.createBy().repeating().uni(reader::next).indefinitely();
  }

  private void beat() {
    Buffer made = source.get();
    synchronized (this) {
      if (readers == 0) {
        return;
      }
      newest = made;
      // The last reader may have left and another come while this made the heartbeats.
      cancelNext.run();
      cancelNext = timers.after(INTERVAL, this::beat);
    }
    beats.advance();
  }

  private final class Reader {
    private final Executor loop;
    private @Nullable Buffer sent;

    Reader(Executor loop) {
      this.loop = loop;
    }

    Uni<Buffer> next() {
      // The count comes first: heartbeats made after this line end the wait below.
      long seen = beats.count();
      Buffer now = newest;
      if (now == null || now == sent) {
        return beats.after(seen).emitOn(loop).chain(this::next);
      }
      sent = now;
      return Uni.createFrom().item(now);
    }
  }
}
