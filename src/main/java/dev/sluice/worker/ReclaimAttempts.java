package dev.sluice.worker;

import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Takes attempts back from a worker that is lost, removed or no longer the same. */
@Singleton
public final class ReclaimAttempts {
  private final Jobs jobs;

  ReclaimAttempts(Jobs jobs) {
    this.jobs = jobs;
  }

  /** Reclaims what the worker holds under another incarnation than its present one. */
  Uni<Integer> fromFormerIncarnations(Worker worker) {
    return from(
        worker.id,
        job -> job.lease != null && !job.lease.incarnation().equals(worker.incarnation),
        "its worker registered again");
  }

  /**
   * Reclaims everything that the worker holds.
   *
   * @param why for the error of each attempt
   * @return how many attempts
   */
  public Uni<Integer> from(String workerId, String why) {
    return from(workerId, job -> true, why);
  }

  /** Reclaims those of a worker's jobs that {@code which} selects. */
  public Uni<Integer> from(String workerId, Predicate<Job> which, String why) {
    List<Uni<Optional<Job>>> ends =
        jobs.held().of(workerId).stream().filter(which).map(job -> reclaim(job, why)).toList();
    if (ends.isEmpty()) {
      return Uni.createFrom().item(0);
    }
    return Uni.join()
        .all(ends)
        .andCollectFailures()
        .map(ended -> (int) ended.stream().filter(Optional::isPresent).count());
  }

  /** An assignment that was not fetched has not run: it does not count as the death of a worker. */
  private Uni<Optional<Job>> reclaim(Job job, String why) {
    return job.status == JobStatus.ASSIGNED ? jobs.unfetched(job, why) : jobs.workerLost(job, why);
  }
}
