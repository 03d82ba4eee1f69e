package dev.sluice.worker;

/** What a worker is up to; derived from its document and from what it holds, never stored. */
public enum WorkerStatus {
  /** Healthy, holding nothing. */
  IDLE,
  /** Healthy, holding attempts. */
  BUSY,
  /** Resting after a failure of its own. */
  UNHEALTHY,
  /** Not heard of for too long. */
  OFFLINE,
  /** Finishes what it holds and takes nothing new. */
  DRAINING,
  /** Removed; its heartbeats are refused until it registers again. */
  DELETED;

  /** New work may go to it. */
  public boolean takesWork() {
    return this == IDLE || this == BUSY;
  }
}
