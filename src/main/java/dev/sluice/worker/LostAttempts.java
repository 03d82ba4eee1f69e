package dev.sluice.worker;

import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Gives up attempts whose worker is not there for them any more. */
@Singleton
public final class LostAttempts {
  private final Jobs jobs;

  LostAttempts(Jobs jobs) {
    this.jobs = jobs;
  }

  /** All that the worker holds under another incarnation than its present one. */
  Uni<Integer> ofFormerIncarnations(Worker worker) {
    return giveUp(
        worker.id,
        job -> job.lease != null && !job.lease.incarnation().equals(worker.incarnation),
        "its worker started anew");
  }

  /**
   * All that the worker holds.
   *
   * @return how many
   */
  public Uni<Integer> of(String workerId, String why) {
    return giveUp(workerId, job -> true, why);
  }

  Uni<Integer> giveUp(String workerId, Predicate<Job> which, String why) {
    List<Uni<Optional<Job>>> ends =
        jobs.held().of(workerId).stream().filter(which).map(job -> giveUp(job, why)).toList();
    if (ends.isEmpty()) {
      return Uni.createFrom().item(0);
    }
    return Uni.join()
        .all(ends)
        .andCollectFailures()
        .map(ended -> (int) ended.stream().filter(Optional::isPresent).count());
  }

  /** An assignment that nobody fetched harmed nothing: that is no worker's death. */
  public Uni<Optional<Job>> giveUp(Job job, String why) {
    return job.status == JobStatus.ASSIGNED ? jobs.unfetched(job, why) : jobs.workerLost(job, why);
  }
}
