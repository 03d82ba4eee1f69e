package dev.sluice.schedule;

import dev.sluice.job.Job;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;

/** Ends what runs past its limit although its worker should have ended it: the backstop. */
@Singleton
final class EnforceTimeouts implements Duty {
  private final Jobs jobs;
  private final JobConfig jobConfig;
  private final ScheduleConfig config;

  EnforceTimeouts(Jobs jobs, JobConfig jobConfig, ScheduleConfig config) {
    this.jobs = jobs;
    this.jobConfig = jobConfig;
    this.config = config;
  }

  @Override
  public String name() {
    return "enforce time limits";
  }

  @Override
  public Uni<Integer> runOnce(Instant now) {
    return Multi.createFrom()
        .iterable(jobs.held().all())
        .select()
        .where(job -> isOverdue(job, now))
        .onItem()
        .transformToUniAndConcatenate(
            job -> jobs.overdue(job, "Timeout after " + job.timeoutMs + " ms, ended by the server"))
        .collect()
        .asList()
        .map(done -> (int) done.stream().filter(java.util.Optional::isPresent).count());
  }

  private boolean isOverdue(Job job, Instant now) {
    if (job.status != JobStatus.RUNNING || job.startedAt == null) {
      return false;
    }
    Duration allowed =
        Duration.ofMillis(job.timeoutMs).plus(jobConfig.grace()).plus(config.overdueMargin());
    return job.startedAt.plus(allowed).isBefore(now);
  }
}
