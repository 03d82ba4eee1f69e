package dev.sluice.legacy.executor.job;

import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.Jobs;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** Reads jobs by the ids that clients send, which may be any text. */
@Singleton
final class FindJob {
  private final Jobs jobs;

  FindJob(Jobs jobs) {
    this.jobs = jobs;
  }

  /**
   * @return the job; fails with 404 if there is no such job
   */
  Uni<Job> get(String id) {
    return jobs.find(id)
        .onItem()
        .ifNull()
        .failWith(() -> ProblemException.of(404, "job_not_found", "Job not found"));
  }

  /** As {@link #get}, from memory while a worker holds the job. */
  Uni<Job> held(String id) {
    return jobs.held().find(id).map(job -> Uni.createFrom().item(job)).orElseGet(() -> get(id));
  }
}
