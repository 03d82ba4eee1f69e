package dev.sluice.time;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Counts events and wakes the readers that wait for the next one. A reader notes the count, looks
 * at the state that the events change, and waits for the count to pass what it noted; so an event
 * between its look and its wait is not missed. Change the state first, then advance the count.
 *
 * <p>Source: D. P. Reed and R. K. Kanodia, "Synchronization with Eventcounts and Sequencers", CACM
 * 22(2), 1979.
 */
public final class EventCount {
  /** A set, because each of thousands of waiters removes itself. */
  private final Set<Runnable> waiters = new LinkedHashSet<>();

  private long count;

  public synchronized long count() {
    return count;
  }

  /** Adds one event. */
  public void advance() {
    List<Runnable> woken;
    synchronized (this) {
      count++;
      woken = takeWaiters();
    }
    woken.forEach(Runnable::run);
  }

  /** Sets the count to the number of the newest event; a number already passed changes nothing. */
  public void advanceTo(long newest) {
    List<Runnable> woken;
    synchronized (this) {
      if (newest <= count) {
        return;
      }
      count = newest;
      woken = takeWaiters();
    }
    woken.forEach(Runnable::run);
  }

  /** Completes when the count is past {@code seen}. */
  public Uni<Void> after(long seen) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              Runnable wake = () -> emitter.complete(null);
              emitter.onTermination(() -> leave(wake));
              enter(seen, wake);
            });
  }

  /** Completes with true when the count is past {@code seen}, with false after {@code atMost}. */
  public Uni<Boolean> after(long seen, Duration atMost, Timers timers) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              Runnable wake = () -> emitter.complete(true);
              Runnable cancelTimer = timers.after(atMost, () -> emitter.complete(false));
              emitter.onTermination(
                  () -> {
                    cancelTimer.run();
                    leave(wake);
                  });
              enter(seen, wake);
            });
  }

  private void enter(long seen, Runnable wake) {
    synchronized (this) {
      if (count <= seen) {
        waiters.add(wake);
        return;
      }
    }
    wake.run();
  }

  private synchronized void leave(Runnable wake) {
    waiters.remove(wake);
  }

  private List<Runnable> takeWaiters() {
    List<Runnable> woken = List.copyOf(waiters);
    waiters.clear();
    return woken;
  }
}
