package dev.sluice.job.attempt;

import dev.sluice.wire.Outcome;

/** Why an attempt or a job ended. Stored, and shown to clients, by its name. */
public enum EndReason {
  COMPLETED(Outcome.COMPLETED),
  EXIT_CODE(Outcome.EXIT_CODE),
  FAILED(Outcome.FAILED),
  OUTPUT_INVALID(Outcome.OUTPUT_INVALID),
  TIMEOUT(Outcome.TIMEOUT),
  CANCELLED(Outcome.CANCELLED),
  WORKER_REPORTED(Outcome.WORKER_REPORTED),
  WORKER_LOST(Outcome.WORKER_LOST),

  /** The worker never fetched the assignment. */
  NOT_FETCHED(Outcome.WORKER_REPORTED),

  /** The worker was stopped and returned the attempt; neither the job nor the worker failed. */
  HANDED_BACK(Outcome.WORKER_REPORTED),

  /** So many workers died while they held the job that the job counts as the cause. */
  POISON(Outcome.WORKER_LOST),

  /** No client opened the job in time. */
  EXPIRED(Outcome.CANCELLED);

  private final Outcome outcome;

  EndReason(Outcome outcome) {
    this.outcome = outcome;
  }

  public static EndReason of(Outcome outcome) {
    return valueOf(outcome.name());
  }

  /** Whether neither the job's command nor a client brought the end. */
  public boolean isInterruption() {
    return switch (this) {
      case TIMEOUT, WORKER_REPORTED, WORKER_LOST, NOT_FETCHED, HANDED_BACK, POISON -> true;
      case COMPLETED, EXIT_CODE, FAILED, OUTPUT_INVALID, CANCELLED, EXPIRED -> false;
    };
  }

  /** The outcome that is recorded for an attempt that ends for this reason. */
  public Outcome outcome() {
    return outcome;
  }
}
