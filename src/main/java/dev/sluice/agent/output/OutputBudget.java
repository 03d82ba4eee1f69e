package dev.sluice.agent.output;

/**
 * The memory that one agent may spend on output that its server has not accepted, for all attempts
 * together. It is also the lock that the buffers of those attempts share, so that memory freed by
 * one wakes the threads that wait for it in another. An attempt that holds no output may exceed the
 * budget by one write: each attempt goes on, however much the others hold.
 */
public final class OutputBudget {
  /** The share of the heap that output may take. */
  private static final int HEAP_SHARE = 4;

  /** More than this buys no speed: two full chunks of an attempt are on their way at once. */
  private static final long MAX_BYTES = 64L << 20;

  private final long limit;
  private long used;

  /**
   * @param limit bytes of memory
   */
  public OutputBudget(long limit) {
    this.limit = limit;
  }

  /** A quarter of the largest heap of this JVM, at most 64 MiB. */
  public static OutputBudget ofHeap() {
    return new OutputBudget(Math.min(MAX_BYTES, Runtime.getRuntime().maxMemory() / HEAP_SHARE));
  }

  /** Whether so many bytes more are within the budget. */
  synchronized boolean has(long bytes) {
    return used + bytes <= limit;
  }

  /** Whether at least half of the budget is left. */
  synchronized boolean isAmple() {
    return used <= limit / 2;
  }

  synchronized void take(long bytes) {
    used += bytes;
  }

  synchronized void free(long bytes) {
    used -= bytes;
    notifyAll();
  }

  /** Bytes taken and not freed. */
  synchronized long used() {
    return used;
  }
}
