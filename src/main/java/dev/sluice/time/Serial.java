package dev.sluice.time;

import io.smallrye.mutiny.Uni;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Runs asynchronous work one piece at a time, in the order of subscription. */
public final class Serial {
  private CompletionStage<?> tail = CompletableFuture.completedFuture(null);

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
