package dev.sluice.time;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Waits for a value of which no signal tells, by looking for it again and again. */
public final class Looking {
  private Looking() {}

  /**
   * The first value that is found; fails as soon as a look fails.
   *
   * @param rest between two looks; the first look comes at once
   */
  public static <T> Uni<T> until(Supplier<Uni<Optional<T>>> look, Duration rest, Timers timers) {
    return Multi.createBy()
        .repeating()
        .uni(() -> look.get().call(found -> found.isEmpty() ? pause(rest, timers) : nothing()))
        .whilst(Optional::isEmpty)
        .collect()
        .last()
        .map(Optional::orElseThrow);
  }

  private static Uni<Void> nothing() {
    return Uni.createFrom().voidItem();
  }

  private static Uni<Void> pause(Duration time, Timers timers) {
    return Uni.createFrom()
        .emitter(
            emitter -> emitter.onTermination(timers.after(time, () -> emitter.complete(null))));
  }
}
