package dev.sluice.script;

/** How full this JVM's heap is with what is still needed. */
final class Heap {
  /** From here on it is worth collecting garbage to know. */
  private static final int SUSPICIOUS_PERCENT = 50;

  private Heap() {}

  /** Percent of the largest heap that there may be. */
  static byte usedPercent() {
    int percent = now();
    if (percent >= SUSPICIOUS_PERCENT) {
      System.gc();
      percent = now();
    }
    return (byte) percent;
  }

  private static int now() {
    Runtime runtime = Runtime.getRuntime();
    return (int) ((runtime.totalMemory() - runtime.freeMemory()) * 100 / runtime.maxMemory());
  }
}
