package dev.sluice.worker.call;

import dev.sluice.time.EventCount;

/** One poll that waits for news or for its end. */
final class ParkedPoll {
  private final EventCount news = new EventCount();
  private int slots;
  private boolean ended;
  private boolean dropped;

  EventCount news() {
    return news;
  }

  synchronized boolean hasEnded() {
    return ended;
  }

  /** Sets how many assignments its reply may still carry. */
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

  /** Whether no reply to it would arrive. */
  synchronized boolean isDropped() {
    return dropped;
  }

  /** Ends the wait, as its connection broke or a newer poll replaces it. */
  void drop() {
    synchronized (this) {
      dropped = true;
    }
    end();
  }

  /** Ends the wait, as its time is over. */
  void end() {
    synchronized (this) {
      ended = true;
    }
    news.advance();
  }
}
