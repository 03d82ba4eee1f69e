package dev.sluice.wire;

/** How an attempt ended. */
public enum Outcome {
  /** The operation succeeded; for a command, exit code 0. */
  COMPLETED,
  /** The command exited with a code other than 0 (128 + n when signal n ended it). */
  EXIT_CODE,
  /** The operation failed and reported why. */
  FAILED,
  /** The operation succeeded, but its output violates the output schema of its task. */
  OUTPUT_INVALID,
  /** The attempt exceeded its time limit and the worker killed it. */
  TIMEOUT,
  /** A client cancelled the job. */
  CANCELLED,
  /** The worker could not run it (no disk space, no shell); another worker may. */
  WORKER_REPORTED,
  /** The worker fell silent, restarted or was removed. Set by the server only. */
  WORKER_LOST
}
