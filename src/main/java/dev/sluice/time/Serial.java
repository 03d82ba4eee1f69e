package dev.sluice.time;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** Runs asynchronous work one piece at a time, in the order of subscription. */
public final class Serial {
  private CompletionStage<?> tail = CompletableFuture.completedFuture(null);

  /**
   * Works on each of {@code items} after the one before it; the first failure ends it.
   *
   * @return the results in order, without null ones
   */
  public static <T, R> Uni<List<R>> each(
      Iterable<T> items, Function<? super T, Uni<? extends R>> work) {
    return Multi.createFrom()
        .iterable(items)
        .onItem()
        .<R>transformToUniAndConcatenate(work)
        .collect()
        .asList();
  }

  /** Starts when it is subscribed to and all earlier work has ended, in success or failure. */
  public <T> Uni<T> run(Supplier<Uni<T>> work) {
    return Uni.createFrom().completionStage(() -> enqueue(work));
  }

  private synchronized <T> CompletionStage<T> enqueue(Supplier<Uni<T>> work) {
    CompletionStage<T> done =
        tail.handle((result, failure) -> null)
            .thenCompose(
                previous -> Uni.createFrom().deferred(work::get).subscribeAsCompletionStage());
    tail = done;
    return done;
  }
}
