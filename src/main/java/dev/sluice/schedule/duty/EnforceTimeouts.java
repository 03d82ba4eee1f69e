package dev.sluice.schedule.duty;

import dev.sluice.job.AttemptEnd;
import dev.sluice.job.Job;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.output.EndAttempt;
import dev.sluice.schedule.match.ScheduleConfig;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Ends attempts past their time limit: the backstop for a worker that does not end them. */
@Singleton
final class EnforceTimeouts extends EndOverdue {
  private final EndAttempt endAttempt;
  private final JobConfig jobConfig;
  private final ScheduleConfig config;

  EnforceTimeouts(Jobs jobs, EndAttempt endAttempt, JobConfig jobConfig, ScheduleConfig config) {
    super(jobs);
    this.endAttempt = endAttempt;
    this.jobConfig = jobConfig;
    this.config = config;
  }

  @Override
  public String name() {
    return "enforce time limits";
  }

  @Override
  boolean isOverdue(Job held, Instant now) {
    if (held.status != JobStatus.RUNNING || held.startedAt == null) {
      return false;
    }
    Duration allowed =
        Duration.ofMillis(held.timeoutMs).plus(jobConfig.grace()).plus(config.overdueMargin());
    return held.startedAt.plus(allowed).isBefore(now);
  }

  @Override
  Uni<@Nullable Job> end(Job overdue) {
    return endAttempt.end(
        overdue,
        AttemptEnd.timedOut("Timeout after " + overdue.timeoutMs + " ms, ended by the server"));
  }
}
