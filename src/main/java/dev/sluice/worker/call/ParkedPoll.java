package dev.sluice.worker.call;

import dev.sluice.time.EventCount;

/** One poll that waits for news or for its end. */
final class ParkedPoll {
  private final EventCount news = new EventCount();
  private int slots;
  private boolean ended;

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

  /** Ends the wait: its time is over, its connection broke, or a newer poll replaces it. */
  void end() {
    synchronized (this) {
      ended = true;
    }
    news.advance();
  }
}
