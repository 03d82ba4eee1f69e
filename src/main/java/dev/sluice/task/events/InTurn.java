package dev.sluice.task.events;

import io.smallrye.mutiny.Uni;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Does one thing after another, in the order in which they were asked for. */
public final class InTurn {
  private CompletionStage<?> tail = CompletableFuture.completedFuture(null);

  /** Begins when it is subscribed to and its turn has come; whether those before failed or not. */
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
