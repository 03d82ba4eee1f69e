package dev.sluice.worker;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import org.jspecify.annotations.Nullable;

/** One poll that waits for news or for its end. */
final class ParkedPoll {
  private long version;
  private int slots;
  private boolean ended;
  private @Nullable UniEmitter<? super Void> waiting;

  synchronized long version() {
    return version;
  }

  synchronized boolean hasEnded() {
    return ended;
  }

  /** So many assignments may be put into its answer. */
  synchronized void offerSlots(int count) {
    slots = count;
  }

  synchronized boolean claimSlot() {
    if (ended || slots == 0) {
      return false;
    }
    slots--;
    return true;
  }

  void wake() {
    UniEmitter<? super Void> emitter;
    synchronized (this) {
      version++;
      emitter = waiting;
      waiting = null;
    }
    if (emitter != null) {
      emitter.complete(null);
    }
  }

  /** Its time is over, or another has taken its place. */
  void end() {
    synchronized (this) {
      ended = true;
    }
    wake();
  }

  /** Completes once there is news since {@code seen}. */
  Uni<Void> news(long seen) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              synchronized (this) {
                if (version == seen) {
                  waiting = emitter;
                  return;
                }
              }
              emitter.complete(null);
            });
  }
}
