package dev.sluice.schedule;

import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;

/** An assignment that its worker did not fetch in time is given to another. */
@Singleton
final class ReclaimUnfetched implements Duty {
  private final Jobs jobs;

  ReclaimUnfetched(Jobs jobs) {
    this.jobs = jobs;
  }

  @Override
  public String name() {
    return "reclaim unfetched assignments";
  }

  @Override
  public Uni<Integer> runOnce(Instant now) {
    return Multi.createFrom()
        .iterable(jobs.held().all())
        .select()
        .where(job -> isOverdue(job, now))
        .onItem()
        .transformToUniAndConcatenate(job -> jobs.unfetched(job, "not fetched in time"))
        .collect()
        .asList()
        .map(done -> (int) done.stream().filter(java.util.Optional::isPresent).count());
  }

  private static boolean isOverdue(Job job, Instant now) {
    return job.status == JobStatus.ASSIGNED
        && job.lease != null
        && job.lease.fetchBy().isBefore(now);
  }
}
