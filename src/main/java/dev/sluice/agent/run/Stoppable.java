package dev.sluice.agent.run;

/** Something running that can be ended from another thread. */
public interface Stoppable {
  /**
   * Asks it to end and makes it end after {@code graceMs}; 0 means now. May be called again, the
   * shorter grace counts. Returns at once.
   */
  void stop(long graceMs);
}
