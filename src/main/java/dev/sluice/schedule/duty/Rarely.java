package dev.sluice.schedule.duty;

import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.Dependent;
import java.util.function.Supplier;

/**
 * Keeps something that may be dear (on the embedded store every query but one by id reads the whole
 * collection) to a small share of the time: what took a second is not done again for the next
 * fifty. What found work to do is soon done again.
 */
@Dependent
public class Rarely {
  private static final long SHARE = 50;
  private static final long LEAST_MS = 10_000;

  private final Timers timers;
  private long notBefore = Long.MIN_VALUE;

  public Rarely(Timers timers) {
    this.timers = timers;
  }

  public Uni<Integer> run(Supplier<Uni<Integer>> work) {
    long start = timers.nanoTime();
    if (notBefore != Long.MIN_VALUE && start - notBefore < 0) {
      return Uni.createFrom().item(0);
    }
    return work.get().invoke(count -> rest(start, count));
  }

  private void rest(long start, int count) {
    long took = timers.millisSince(start);
    long restMs = count > 0 ? took : Math.max(LEAST_MS, took * SHARE);
    notBefore = timers.nanoTime() + restMs * 1_000_000;
  }
}
