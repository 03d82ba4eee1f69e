package dev.sluice.host;

/** Ends a run from another thread. */
public interface RunControl {
  /**
   * Ends it at once where the engine can be interrupted, and with its host after {@code graceMs}
   * where not; 0 kills the host. Returns at once; again is harmless, and so is too late.
   */
  void stop(long graceMs);
}
