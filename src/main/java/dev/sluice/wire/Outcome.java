package dev.sluice.wire;

/** How an attempt ended. */
public enum Outcome {
  /** The operation did what it should; for a command, exit code 0. */
  COMPLETED,
  /** The command exited with another code than 0 (128 + n when signal n ended it). */
  EXIT_CODE,
  /** The operation itself failed and says why. */
  FAILED,
  /** It did what it should, but what it returned is not what its description promises. */
  OUTPUT_INVALID,
  /** It ran longer than its time limit and was killed. */
  TIMEOUT,
  /** It was cancelled. */
  CANCELLED,
  /** The worker could not run it for reasons of its own (no disk, no shell): may heal elsewhere. */
  WORKER_REPORTED,
  /** The worker fell silent, restarted or was removed. Said by the server, never by a worker. */
  WORKER_LOST
}
