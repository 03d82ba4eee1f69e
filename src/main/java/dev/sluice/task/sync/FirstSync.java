package dev.sluice.task.sync;

import jakarta.inject.Singleton;

/**
 * Whether the first sync with the task sources is over. Until then a task that is not in the
 * catalog may still turn up.
 */
@Singleton
public final class FirstSync {
  private volatile boolean over;

  public boolean isOver() {
    return over;
  }

  void over() {
    over = true;
  }
}
