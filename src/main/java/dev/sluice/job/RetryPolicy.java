package dev.sluice.job;

import dev.sluice.wire.Outcome;

/**
 * Whether an attempt that ended badly is followed by another. Only what may heal elsewhere is tried
 * again; back-off between tries has its place here.
 *
 * @param poisonAfter worker deaths after which the job is held to be their cause
 */
record RetryPolicy(int poisonAfter) {
  /** Reason of a job that is held to be the cause of its workers' deaths. */
  static final String POISON = "POISON";

  /** The reason for which the job fails now, or {@link Verdict#RETRY}. */
  Verdict judge(Job job, Outcome outcome) {
    return switch (outcome) {
      case WORKER_LOST -> {
        long deaths = deaths(job) + 1;
        if (deaths >= poisonAfter) {
          yield Verdict.fail(POISON);
        }
        yield Verdict.RETRY;
      }
      case WORKER_REPORTED -> retryWhileAny(job, outcome);
      case EXIT_CODE ->
          job.retryOnExit ? retryWhileAny(job, outcome) : Verdict.fail(outcome.name());
      case FAILED, OUTPUT_INVALID, TIMEOUT, CANCELLED, COMPLETED -> Verdict.fail(outcome.name());
    };
  }

  private static Verdict retryWhileAny(Job job, Outcome outcome) {
    long retries = job.countedAttempts().stream().filter(RetryPolicy::isSpent).count();
    return retries < job.maxRetries ? Verdict.RETRY : Verdict.fail(outcome.name());
  }

  /** An earlier attempt that counts against the job's retries. */
  private static boolean isSpent(Attempt attempt) {
    return attempt.hasEnded()
        && attempt.outcome() != Outcome.WORKER_LOST
        && !Jobs.NOT_FETCHED.equals(attempt.reason())
        && !Jobs.HANDED_BACK.equals(attempt.reason());
  }

  private static long deaths(Job job) {
    return job.countedAttempts().stream().filter(a -> a.outcome() == Outcome.WORKER_LOST).count();
  }

  /**
   * @param reason why the job fails; empty when it is tried again
   */
  record Verdict(boolean retry, String reason) {
    static final Verdict RETRY = new Verdict(true, "");

    static Verdict fail(String reason) {
      return new Verdict(false, reason);
    }
  }
}
