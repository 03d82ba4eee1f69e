package dev.sluice.worker;

/** A worker was written. */
public record WorkerChange(Worker worker, Kind kind) {
  public enum Kind {
    /** Registered, for the first time or anew. */
    JOINED,
    HEARTBEAT,
    /** Fell silent. */
    SILENT,
    /** Drained, undrained, cooling or removed. */
    STANDING
  }
}
