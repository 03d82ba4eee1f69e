package dev.sluice.output;

import dev.sluice.http.ProblemException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;

/**
 * Closes the log of an attempt while the attempt ends: a chunk that is stored after the totals were
 * read would be acknowledged, and no reader would see it.
 */
final class Seal {
  private boolean closed;
  private int storing;
  private int ends;
  private List<UniEmitter<? super Void>> waiting = new ArrayList<>();

  /**
   * A chunk is about to be stored; {@link #leave} follows.
   *
   * @throws ProblemException 503 once this is closed: the chunk is accepted after all if the end of
   *     the attempt fails
   */
  synchronized void enter() {
    if (closed) {
      throw ending();
    }
    storing++;
  }

  /** The store has answered, or has failed to. */
  void leave() {
    List<UniEmitter<? super Void>> ready = List.of();
    synchronized (this) {
      storing--;
      if (storing == 0) {
        ready = waiting;
        waiting = new ArrayList<>();
      }
    }
    ready.forEach(emitter -> emitter.complete(null));
  }

  /** Lets no further chunk in, ever: a log that goes on has another seal. */
  synchronized void close() {
    closed = true;
  }

  /**
   * Closes this for an end of the attempt; {@link #endOver} follows.
   *
   * @return completes once no chunk is being stored
   */
  Uni<Void> closeAndSettle() {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              if (settled(emitter)) {
                emitter.complete(null);
              }
            });
  }

  private synchronized boolean settled(UniEmitter<? super Void> emitter) {
    closed = true;
    ends++;
    if (storing > 0) {
      waiting.add(emitter);
    }
    return storing == 0;
  }

  /** Returns whether no other end is under way. */
  synchronized boolean endOver() {
    return --ends == 0;
  }

  static ProblemException ending() {
    return ProblemException.of(503, "attempt_ending", "the attempt is being ended; try again");
  }
}
