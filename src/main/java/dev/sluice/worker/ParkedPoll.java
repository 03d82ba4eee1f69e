package dev.sluice.worker;

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

  /** Ends the wait: its time is over, or a newer poll of the same worker replaces it. */
  void end() {
    synchronized (this) {
      ended = true;
    }
    news.advance();
  }
}
