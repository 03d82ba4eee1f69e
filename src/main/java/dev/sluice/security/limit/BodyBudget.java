package dev.sluice.security.limit;

import java.util.concurrent.atomic.AtomicLong;

/** The memory for all bodies together, so that many bodies at once cannot fill the heap. */
final class BodyBudget {
  private final long total;
  private final AtomicLong taken = new AtomicLong();

  /**
   * @param total bytes
   */
  BodyBudget(long total) {
    this.total = total;
  }

  /**
   * @return false if so many bytes are not left; nothing is taken then
   */
  boolean take(int bytes) {
    if (taken.addAndGet(bytes) <= total) {
      return true;
    }
    giveBack(bytes);
    return false;
  }

  void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }

  long taken() {
    return taken.get();
  }
}
