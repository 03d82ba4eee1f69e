package dev.sluice.job.api;

import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/**
 * Queues a FAILED or CANCELLED job again because a client asks for it. A COMPLETED job keeps its
 * result; a client that wants the work done again submits it again. Earlier attempts and their
 * output stay with the job, but count neither against its retries nor as worker deaths.
 */
@Singleton
final class RetryJob {
  private final Jobs jobs;

  RetryJob(Jobs jobs) {
    this.jobs = jobs;
  }

  /**
   * Idempotent: it leaves a job that was already retried as it is, so of many simultaneous calls
   * one queues the job and all get the same answer.
   *
   * @return the job: QUEUED, or in a later status if it was retried before
   * @throws ProblemException 404 if it does not exist; 409 {@code not_ended} if it has never ended,
   *     {@code already_completed} if it is COMPLETED
   */
  Uni<Job> retry(String id) {
    return jobs.get(id).chain(this::retry);
  }

  private Uni<Job> retry(Job job) {
    if (job.status == JobStatus.COMPLETED) {
      throw ProblemException.of(
          409, "already_completed", "the job is COMPLETED; to have it done again, submit it again");
    }
    if (!job.status.isFinal()) {
      if (job.retriedAfter == null) {
        throw ProblemException.of(409, "not_ended", "the job is " + job.status + ", not over");
      }
      return Uni.createFrom().item(job);
    }
    return jobs.retry(job).onItem().ifNull().switchTo(() -> retryChanged(job));
  }

  /** Another retry or a late result changed the job since it was read. */
  private Uni<Job> retryChanged(Job before) {
    return jobs.get(before.id)
        .chain(
            now ->
                now.attemptNumber() == before.attemptNumber()
                    ? retry(now)
                    : Uni.createFrom().item(now));
  }
}
