package dev.sluice.job.api;

import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.attempt.EndReason;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Cancels a job: at once if no worker has fetched it, otherwise through its worker. */
@Singleton
public final class CancelJob {
  private static final Logger LOG = Logger.getLogger(CancelJob.class);

  private final Jobs jobs;

  CancelJob(Jobs jobs) {
    this.jobs = jobs;
  }

  /**
   * @return the job: CANCELLED, or RUNNING with a requested cancellation
   * @throws ProblemException 404 if it does not exist, 409 if it is COMPLETED or FAILED
   */
  public Uni<Job> cancel(String id) {
    return jobs.get(id).chain(this::cancel);
  }

  /** Cancels a job whose client has left, in the background; it may have ended by itself. */
  public void cancelAbandoned(String id) {
    cancel(id)
        .subscribe()
        .with(
            job -> {},
            e -> LOG.debugf("%s was not cancelled when its client left: %s", id, e.getMessage()));
  }

  private Uni<Job> cancel(Job job) {
    if (job.status == JobStatus.CANCELLED || (job.cancelRequested && !job.status.isFinal())) {
      return Uni.createFrom().item(job);
    }
    if (job.status.isFinal()) {
      throw ProblemException.of(
          409, "already_final", "the job is " + job.status + " and cannot be cancelled");
    }
    Uni<@Nullable Job> write =
        job.status == JobStatus.RUNNING
            ? jobs.requestCancel(job)
            : jobs.cancelUnfetched(job, EndReason.CANCELLED);
    // Its status changed in between. Only clients delay its end, so this recursion ends too.
    return write.onItem().ifNull().switchTo(() -> cancel(job.id));
  }
}
