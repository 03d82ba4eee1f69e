package dev.sluice.app;

import dev.sluice.job.Job;
import dev.sluice.job.JobChange;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.task.Definitions;
import dev.sluice.task.sync.RegistrySync;
import dev.sluice.task.sync.TaskRegistry;
import dev.sluice.wire.task.SyncResult;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Writes every transition of a job and every sync of tasks to the log and to the metrics. */
@Singleton
final class Telemetry {
  private static final Logger JOBS = Logger.getLogger("dev.sluice.jobs");
  private static final Logger TASKS = Logger.getLogger("dev.sluice.tasks");

  private final Jobs jobs;
  private final RegistrySync syncs;
  private final Definitions definitions;
  private final TaskRegistry tasks;
  private final Meters meters;

  Telemetry(
      Jobs jobs,
      RegistrySync syncs,
      Definitions definitions,
      TaskRegistry tasks,
      MeterRegistry registry) {
    this.jobs = jobs;
    this.syncs = syncs;
    this.definitions = definitions;
    this.tasks = tasks;
    this.meters = new Meters(registry);
  }

  void start() {
    jobs.changes().project(this::record);
    syncs.done().project(this::record);
    meters.follow(definitions, tasks);
  }

  private void record(JobChange change) {
    if (!change.isMove()) {
      return;
    }
    Job job = change.job();
    JOBS.debugf("%s %s -> %s %s", job.id, change.from(), job.status, job.reason);
    meters.moved(change.from(), job.status);
    if (change.became(JobStatus.RUNNING)) {
      meters.waited(between(job.waitingSince(), job.startedAt));
    }
    if (job.status.isFinal()) {
      meters.ran(job.status, between(job.startedAt, job.completedAt));
    }
  }

  private void record(SyncResult result) {
    meters.synced(result);
    if (result.added() + result.updated() + result.removed() > 0) {
      TASKS.infof(
          "tasks: %d added, %d updated, %d removed, %d unchanged, %d conflicts, %d errors, %d ms",
          result.added(),
          result.updated(),
          result.removed(),
          result.unchanged(),
          result.conflicts().size(),
          result.errors().size(),
          result.tookMs());
    }
  }

  private static @Nullable Duration between(@Nullable Instant from, @Nullable Instant to) {
    return from == null || to == null ? null : Duration.between(from, to);
  }
}
