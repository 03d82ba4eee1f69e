package dev.sluice.job.api;

import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.JobId;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/**
 * Has a job tried once more because a client asks for it. Only one that FAILED or was CANCELLED: a
 * COMPLETED one did what it was asked for, its result stands, and whoever wants the work done twice
 * submits it twice. What was tried before stays with the job as its attempts and their output, but
 * counts neither against its retries nor as a worker's death.
 */
@Singleton
final class Retry {
  private final Jobs jobs;

  Retry(Jobs jobs) {
    this.jobs = jobs;
  }

  /**
   * Safe to be repeated: a job that is being tried again is left as it is, so that of many calls at
   * once one starts an attempt and all are answered alike.
   *
   * @return the job: QUEUED, or further on when it was retried before
   * @throws ProblemException 404 when there is none; 409 {@code not_ended} when it has not ended
   *     once yet, {@code already_completed} when it has nothing to be tried again for
   */
  Uni<Job> retry(String id) {
    return jobs.find(id).chain(found -> retry(found.orElseThrow(() -> JobId.unknown(id))));
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
    return jobs.retry(job)
        .chain(
            queued ->
                queued.map(now -> Uni.createFrom().item(now)).orElseGet(() -> overtaken(job)));
  }

  /**
   * Somebody wrote it since it was read: another retry, which is what we wanted, or a late word.
   */
  private Uni<Job> overtaken(Job before) {
    return jobs.find(before.id)
        .map(found -> found.orElseThrow(() -> JobId.unknown(before.id)))
        .chain(
            now ->
                now.attemptNumber() == before.attemptNumber()
                    ? retry(now)
                    : Uni.createFrom().item(now));
  }
}
