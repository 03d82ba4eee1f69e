package dev.sluice.job;

import dev.sluice.job.attempt.Attempt;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.time.Backoff;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Decides whether another attempt follows the end of an attempt, and how long it waits: only when
 * another worker or another attempt may succeed. An attempt that never ran, and the first after a
 * lost worker, wait for nothing; others wait longer each time.
 *
 * @param poisonAfter lost workers after which the job counts as their cause
 * @param backoff the wait after failures
 * @param jitter from 0 to 1, for each wait
 */
record RetryPolicy(int poisonAfter, Backoff backoff, DoubleSupplier jitter) {

  /** The decision after an attempt. */
  sealed interface Decision permits Finish, TryAgain {}

  /** The job is over. */
  record Finish(JobStatus status, EndReason reason) implements Decision {}

  /**
   * The job is queued for another attempt.
   *
   * @param delay before it may be assigned
   */
  record TryAgain(Duration delay) implements Decision {}

  /**
   * @param hasPrinted whether the log has output of the attempt
   */
  Decision after(Job job, EndReason end, boolean hasPrinted) {
    if (end == EndReason.COMPLETED) {
      return new Finish(JobStatus.COMPLETED, end);
    }
    EndReason outcome = EndReason.of(end.outcome());
    if (job.cancelRequested || outcome == EndReason.CANCELLED) {
      return new Finish(JobStatus.CANCELLED, outcome);
    }
    if ((job.runsOnce && end != EndReason.NOT_FETCHED) || (job.printsOnce && hasPrinted)) {
      return failed(end);
    }
    return switch (end) {
      case NOT_FETCHED, HANDED_BACK -> new TryAgain(Duration.ZERO);
      case WORKER_LOST -> afterDeath(job);
      case WORKER_REPORTED, TIMEOUT -> afterFailure(job, end);
      case EXIT_CODE -> job.retryOnExit ? afterFailure(job, end) : failed(end);
      default -> failed(end);
    };
  }

  private Decision afterDeath(Job job) {
    int before = (int) job.countedAttempts().stream().filter(Attempt::isWorkerDeath).count();
    if (before + 1 >= poisonAfter) {
      return failed(EndReason.POISON);
    }
    return new TryAgain(before == 0 ? Duration.ZERO : backoff.after(before, jitter.getAsDouble()));
  }

  private Decision afterFailure(Job job, EndReason end) {
    int retries = (int) job.countedAttempts().stream().filter(RetryPolicy::isRetry).count();
    return retries < job.maxRetries
        ? new TryAgain(backoff.after(retries + 1, jitter.getAsDouble()))
        : failed(end);
  }

  private static Finish failed(EndReason reason) {
    return new Finish(JobStatus.FAILED, reason);
  }

  /** Whether the attempt counts against the job's retries. */
  private static boolean isRetry(Attempt attempt) {
    return attempt.hasEnded()
        && !attempt.isWorkerDeath()
        && attempt.reason() != EndReason.NOT_FETCHED
        && attempt.reason() != EndReason.HANDED_BACK;
  }
}
