package dev.sluice.file.api;

import dev.sluice.file.FileConfig;
import dev.sluice.http.ProblemException;
import dev.sluice.time.Timers;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Bounds the uploads and downloads at the same time, and cuts those that stand still. */
@Singleton
final class Transfers {
  private static final long MOST_OF_ONE = 4 << 20;

  private final AtomicInteger running = new AtomicInteger();
  private final int most;
  private final Duration idle;
  private final Timers timers;

  Transfers(FileConfig config, Timers timers) {
    long quarter = Runtime.getRuntime().maxMemory() / 4;
    this.most = config.transfers().orElse((int) Math.max(1, quarter / MOST_OF_ONE));
    this.idle = config.idle();
    this.timers = timers;
  }

  /**
   * @param cut ends the transfer when the other side has stood still for too long
   * @throws ProblemException 503 if there are too many transfers
   */
  Transfer begin(Runnable cut) {
    if (running.incrementAndGet() > most) {
      running.decrementAndGet();
      throw ProblemException.of(
          503, "too_many_transfers", "the server sends and receives enough files; try again");
    }
    Transfer transfer = new Transfer(cut);
    transfer.watch(0);
    return transfer;
  }

  /** One upload or download. */
  final class Transfer {
    private final Runnable cut;
    private final AtomicLong parts = new AtomicLong();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile Runnable stopWatching = () -> {};

    private Transfer(Runnable cut) {
      this.cut = cut;
    }

    /** A part has passed. */
    void progress() {
      parts.incrementAndGet();
    }

    /** Done as well if it has ended already. */
    void end() {
      if (ended.compareAndSet(false, true)) {
        stopWatching.run();
        running.decrementAndGet();
      }
    }

    private void watch(long before) {
      stopWatching = timers.after(idle, () -> look(before));
    }

    /** The other side may stand still for up to twice the time. */
    private void look(long before) {
      long now = parts.get();
      if (ended.get()) {
        return;
      }
      if (now > before) {
        watch(now);
      } else {
        end();
        cut.run();
      }
    }
  }
}
