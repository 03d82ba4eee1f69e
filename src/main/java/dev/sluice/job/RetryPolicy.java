package dev.sluice.job;

/**
 * Decides whether another attempt follows the end of an attempt: only when another worker or
 * another attempt may succeed.
 *
 * @param poisonAfter lost workers after which the job counts as their cause
 */
record RetryPolicy(int poisonAfter) {

  /** The decision after an attempt. */
  sealed interface Decision permits Finish, TryAgain {}

  /** The job is over. */
  record Finish(JobStatus status, EndReason reason) implements Decision {}

  /** The job is queued for another attempt. */
  record TryAgain() implements Decision {}

  Decision after(Job job, EndReason end) {
    if (end == EndReason.COMPLETED) {
      return new Finish(JobStatus.COMPLETED, end);
    }
    EndReason outcome = EndReason.of(end.outcome());
    if (job.cancelRequested || outcome == EndReason.CANCELLED) {
      return new Finish(JobStatus.CANCELLED, outcome);
    }
    return switch (end) {
      case NOT_FETCHED, HANDED_BACK -> new TryAgain();
      case WORKER_LOST -> deaths(job) + 1 < poisonAfter ? new TryAgain() : failed(EndReason.POISON);
      case WORKER_REPORTED -> hasRetries(job) ? new TryAgain() : failed(end);
      case EXIT_CODE -> job.retryOnExit && hasRetries(job) ? new TryAgain() : failed(end);
      default -> failed(end);
    };
  }

  private static Finish failed(EndReason reason) {
    return new Finish(JobStatus.FAILED, reason);
  }

  private static boolean hasRetries(Job job) {
    return job.countedAttempts().stream().filter(RetryPolicy::isRetry).count() < job.maxRetries;
  }

  /** Whether the attempt counts against the job's retries. */
  private static boolean isRetry(Attempt attempt) {
    return attempt.hasEnded()
        && !attempt.isWorkerDeath()
        && attempt.reason() != EndReason.NOT_FETCHED
        && attempt.reason() != EndReason.HANDED_BACK;
  }

  private static long deaths(Job job) {
    return job.countedAttempts().stream().filter(Attempt::isWorkerDeath).count();
  }
}
