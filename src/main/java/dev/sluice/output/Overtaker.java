package dev.sluice.output;

import dev.sluice.http.ProblemException;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The place of a chunk that came before the one that it follows, of which a sender with two
 * requests under way has at most one. It waits, so that chunks are stored in order and never with a
 * hole.
 */
final class Overtaker {
  /** Longer than a sender takes to send the missing one again. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private @Nullable UniEmitter<? super Void> waiting;
  private Runnable cancelTimer = () -> {};

  /**
   * Completes with {@link #release}; fails with {@code late} when that takes too long, or when
   * another comes to wait, since then the sender has given this one up.
   *
   * @param isItsTurn asked once more when it is known to wait, as it may have been released before
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
