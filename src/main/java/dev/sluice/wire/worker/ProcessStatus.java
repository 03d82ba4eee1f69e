package dev.sluice.wire.worker;

/** The state of a process that a worker keeps running for a {@code process_spawn} job. */
public enum ProcessStatus {
  /** Started, and not healthy yet. */
  STARTING,
  /** Healthy, with room for requests. */
  READY,
  /** Healthy, and every one of its slots serves a request. */
  BUSY,
  /** Asked to end. */
  STOPPING,
  /** Ended because it was asked to, or by itself with exit code 0. */
  STOPPED,
  /** Could not be started, did not become healthy, or died. */
  FAILED;

  /** Whether the process has ended. */
  public boolean isFinal() {
    return this == STOPPED || this == FAILED;
  }

  /** Whether it answers requests. */
  public boolean serves() {
    return this == READY || this == BUSY;
  }
}
