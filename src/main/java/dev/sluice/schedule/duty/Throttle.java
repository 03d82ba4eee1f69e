package dev.sluice.schedule.duty;

import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.Dependent;
import java.util.function.Supplier;

/**
 * Keeps an expensive duty to a small share of the time (a long queue takes the store a while to
 * read): a run that took a second is followed by a rest of fifty. A run that found work rests only
 * as long as it took.
 */
@Dependent
class Throttle {
  private static final long REST_FACTOR = 50;
  private static final long LEAST_REST_MS = 10_000;

  private final Timers timers;
  private long notBefore = Long.MIN_VALUE;

  Throttle(Timers timers) {
    this.timers = timers;
  }

  /** Runs {@code work}, or during a rest answers 0. */
  Uni<Integer> run(Supplier<Uni<Integer>> work) {
    long start = timers.nanoTime();
    if (notBefore != Long.MIN_VALUE && start - notBefore < 0) {
      return Uni.createFrom().item(0);
    }
    return work.get().invoke(count -> rest(start, count));
  }

  private void rest(long start, int count) {
    long took = timers.millisSince(start);
    long restMs = count > 0 ? took : Math.max(LEAST_REST_MS, took * REST_FACTOR);
    notBefore = timers.nanoTime() + restMs * 1_000_000;
  }
}
