package dev.sluice.task.events;

import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Wakes the readers of events: when there is one, or when they have waited for long enough. */
@Singleton
final class EventNews {
  private final TaskEvents events;
  private final Timers timers;

  /** A set, as each of thousands takes itself out again. */
  private final Set<Runnable> waiting = new LinkedHashSet<>();

  EventNews(TaskEvents events, Timers timers) {
    this.events = events;
    this.timers = timers;
    events.seen().wake(news -> wakeAll());
  }

  /** Completes once an event after {@code seen} is there (true), or after {@code most} (false). */
  Uni<Boolean> after(long seen, Duration most) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              Runnable wake = () -> emitter.complete(true);
              Runnable noTimer = timers.after(most, () -> emitter.complete(false));
              emitter.onTermination(
                  () -> {
                    noTimer.run();
                    stopWaiting(wake);
                  });
              synchronized (this) {
                waiting.add(wake);
              }
              // Looked at after joining those that wait: what came in between is not missed.
              if (events.last() > seen) {
                wake.run();
              }
            });
  }

  private synchronized void stopWaiting(Runnable wake) {
    waiting.remove(wake);
  }

  private void wakeAll() {
    List<Runnable> wake;
    synchronized (this) {
      wake = List.copyOf(waiting);
      waiting.clear();
    }
    wake.forEach(Runnable::run);
  }
}
