package dev.sluice.schedule.duty;

import dev.sluice.job.Job;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Queues again the jobs whose worker did not fetch its assignment in time. */
@Singleton
final class ReclaimUnfetched extends EndOverdue {
  private final Jobs jobs;
  private final JobConfig config;

  ReclaimUnfetched(Jobs jobs, JobConfig config, Timers timers) {
    super(jobs, timers);
    this.jobs = jobs;
    this.config = config;
  }

  @Override
  public String name() {
    return "reclaim unfetched assignments";
  }

  @Override
  boolean isOverdue(Job held, Duration age) {
    return held.status == JobStatus.ASSIGNED && age.compareTo(config.fetchWithin()) > 0;
  }

  @Override
  Uni<@Nullable Job> end(Job overdue) {
    return jobs.unfetched(overdue, "not fetched in time");
  }
}
