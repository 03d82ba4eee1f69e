package dev.sluice.output;

import dev.sluice.http.ProblemException;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds a chunk that arrives before its predecessor, so that chunks are stored in order and without
 * a hole. A worker has two requests under way, so at most one chunk waits.
 */
final class EarlyChunkGate {
  /** Longer than a worker takes to send the missing chunk again. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private @Nullable UniEmitter<? super Void> waiting;
  private Runnable cancelTimer = () -> {};

  /**
   * Completes with {@link #release}. Fails with {@code late} after {@link #PATIENCE}, or when
   * another chunk comes to wait, since the worker has then given this one up.
   *
   * @param isItsTurn called once this chunk waits, as its predecessor may be stored by then
   */
  Uni<Void> hold(BooleanSupplier isItsTurn, Timers timers, ProblemException late) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              refuse(late);
              synchronized (this) {
                waiting = emitter;
                cancelTimer = timers.after(PATIENCE, () -> refuse(emitter, late));
              }
              if (isItsTurn.getAsBoolean()) {
                release();
              }
            });
  }

  void release() {
    UniEmitter<? super Void> leaving = leave();
    if (leaving != null) {
      leaving.complete(null);
    }
  }

  void refuse(ProblemException why) {
    UniEmitter<? super Void> leaving = leave();
    if (leaving != null) {
      leaving.fail(why);
    }
  }

  private void refuse(UniEmitter<? super Void> which, ProblemException why) {
    synchronized (this) {
      if (waiting != which) {
        return;
      }
      waiting = null;
    }
    which.fail(why);
  }

  private synchronized @Nullable UniEmitter<? super Void> leave() {
    UniEmitter<? super Void> leaving = waiting;
    waiting = null;
    cancelTimer.run();
    return leaving;
  }
}
