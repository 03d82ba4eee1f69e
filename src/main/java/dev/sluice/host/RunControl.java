package dev.sluice.host;

/** Ends a run from another thread. */
public interface RunControl {
  /**
   * Interrupts the engine, and kills the host if the run has not ended after {@code graceMs}; 0
   * kills the host at once. Returns at once; has no effect on a run that has ended.
   */
  void stop(long graceMs);
}
