package dev.sluice.schedule.duty;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * One round of a duty over several jobs or workers. A failure with one of them is logged, and the
 * others have their turn. After some failures in a row the round gives the rest up until the next
 * one: the store is away, and each further call would wait for its time limit.
 */
final class Round<T> {
  static final int GIVES_UP_AFTER = 3;

  private static final Logger LOG = Logger.getLogger(Round.class);

  private final String duty;
  private final Function<T, String> name;
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicInteger inARow = new AtomicInteger();

  /**
   * @param duty for the log
   * @param name of a job or worker, for the log
   */
  Round(String duty, Function<T, String> name) {
    this.duty = duty;
    this.name = name;
  }

  /**
   * Does {@code work} on each of {@code things}.
   *
   * @param atOnce how many are worked on at the same time
   * @param work with the number of changes
   * @return the number of all changes
   */
  Uni<Integer> run(List<T> things, int atOnce, Function<T, Uni<Integer>> work) {
    return Multi.createFrom()
        .iterable(things)
        .onItem()
        .transformToUni(thing -> turn(thing, work))
        .merge(atOnce)
        .collect()
        .asList()
        .map(counts -> counts.stream().mapToInt(Integer::intValue).sum())
        .invoke(() -> summarize(things.size()));
  }

  private Uni<Integer> turn(T thing, Function<T, Uni<Integer>> work) {
    if (inARow.get() >= GIVES_UP_AFTER) {
      return Uni.createFrom().item(0);
    }
    return Uni.createFrom()
        .deferred(() -> work.apply(thing))
        .invoke(count -> inARow.set(0))
        .onFailure()
        .recoverWithItem(
            failure -> {
              inARow.incrementAndGet();
              log(thing, failure);
              return 0;
            });
  }

  /** The first failure with its trace: the later ones mostly have the same cause. */
  private void log(T thing, Throwable failure) {
    if (failures.getAndIncrement() == 0) {
      LOG.warnf(failure, "%s: %s failed", duty, name.apply(thing));
    } else {
      LOG.warnf("%s: %s failed: %s", duty, name.apply(thing), failure);
    }
  }

  private void summarize(int all) {
    if (inARow.get() >= GIVES_UP_AFTER) {
      LOG.warnf("%s: gave up after %d failures of %d", duty, failures.get(), all);
    }
  }
}
