package dev.sluice.app;

import dev.sluice.job.Job;
import dev.sluice.job.JobChange;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Writes every move of a job to the log and to the metrics. */
@Singleton
final class JobJournal {
  private static final Logger LOG = Logger.getLogger("dev.sluice.jobs");

  private final Jobs jobs;
  private final Meters meters;

  JobJournal(Jobs jobs, MeterRegistry registry) {
    this.jobs = jobs;
    this.meters = new Meters(registry);
  }

  void open() {
    jobs.changes().project(this::note);
  }

  private void note(JobChange change) {
    if (!change.isMove()) {
      return;
    }
    Job job = change.job();
    LOG.debugf("%s %s -> %s %s", job.id, change.from(), job.status, job.reason);
    meters.moved(change.from(), job.status);
    if (change.became(JobStatus.RUNNING)) {
      meters.waited(between(job.queuedAt, job.startedAt));
    }
    if (job.status.isFinal()) {
      meters.ran(job.status, between(job.startedAt, job.completedAt));
    }
  }

  private static @Nullable Duration between(@Nullable Instant from, @Nullable Instant to) {
    return from == null || to == null ? null : Duration.between(from, to);
  }
}
