package dev.sluice.job.api;

import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.JobId;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Cancels a job wherever it stands: at once when no worker has it in hand, else by way of its
 * worker.
 */
@Singleton
public final class Cancellation {
  private final Jobs jobs;

  Cancellation(Jobs jobs) {
    this.jobs = jobs;
  }

  /**
   * @return the job: CANCELLED, or RUNNING with the request noted
   * @throws ProblemException 404 when there is none, 409 when it has ended otherwise
   */
  public Uni<Job> cancel(String id) {
    return jobs.find(id).chain(found -> cancel(found.orElseThrow(() -> JobId.unknown(id))));
  }

  private Uni<Job> cancel(Job job) {
    if (job.status == JobStatus.CANCELLED || (job.cancelRequested && !job.status.isFinal())) {
      return Uni.createFrom().item(job);
    }
    if (job.status.isFinal()) {
      throw ProblemException.of(
          409, "already_final", "the job is " + job.status + " and cannot be cancelled");
    }
    Uni<Optional<Job>> write =
        job.status == JobStatus.RUNNING
            ? jobs.requestCancel(job)
            : jobs.cancelUnfetched(job, "CANCELLED");
    // No match: it moved on in between. Only clients can keep it from its end, so this ends too.
    return write.chain(
        written -> written.map(w -> Uni.createFrom().item(w)).orElseGet(() -> cancel(job.id)));
  }
}
