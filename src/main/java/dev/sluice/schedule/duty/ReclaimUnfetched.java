package dev.sluice.schedule.duty;

import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Queues again the jobs whose worker did not fetch its assignment in time. */
@Singleton
final class ReclaimUnfetched extends EndOverdue {
  private final Jobs jobs;

  ReclaimUnfetched(Jobs jobs) {
    super(jobs);
    this.jobs = jobs;
  }

  @Override
  public String name() {
    return "reclaim unfetched assignments";
  }

  @Override
  boolean isOverdue(Job held, Instant now) {
    return held.status == JobStatus.ASSIGNED
        && held.lease != null
        && held.lease.fetchBy().isBefore(now);
  }

  @Override
  Uni<@Nullable Job> end(Job overdue) {
    return jobs.unfetched(overdue, "not fetched in time");
  }
}
