package dev.sluice.app;

import dev.sluice.job.JobStatus;
import dev.sluice.task.Definitions;
import dev.sluice.task.sync.TaskRegistry;
import dev.sluice.wire.task.SyncResult;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Every meter's name, one method for each event. Labels are of few values: never an id. */
final class Meters {
  private final MeterRegistry registry;

  Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** {@code sluice_job_transitions_total}: a job came to a status. */
  void moved(@Nullable JobStatus from, JobStatus to) {
    Counter.builder("sluice.job.transitions")
        .tag("from", from == null ? "NONE" : from.name())
        .tag("to", to.name())
        .register(registry)
        .increment();
  }

  /** {@code sluice_job_wait_seconds}: from the queue into a worker's hands. */
  void waited(@Nullable Duration time) {
    if (time != null && !time.isNegative()) {
      Timer.builder("sluice.job.wait").register(registry).record(time);
    }
  }

  /** {@code sluice_job_run_seconds}: from a worker's hands to the end. */
  void ran(JobStatus end, @Nullable Duration time) {
    if (time != null && !time.isNegative()) {
      Timer.builder("sluice.job.run").tag("status", end.name()).register(registry).record(time);
    }
  }

  /**
   * {@code sluice_task_sync_seconds}: a sync of the registry with its sources, apart from reading
   * them; {@code sluice_task_changes_total}: what it did, in versions of tasks.
   */
  void synced(SyncResult result) {
    Timer.builder("sluice.task.sync").register(registry).record(Duration.ofMillis(result.tookMs()));
    changed("added", result.added());
    changed("updated", result.updated());
    changed("removed", result.removed());
    changed("conflict", result.conflicts().size());
    changed("error", result.errors().size());
  }

  private void changed(String kind, int count) {
    Counter.builder("sluice.task.changes").tag("kind", kind).register(registry).increment(count);
  }

  /**
   * {@code sluice_task_definitions_requests_total}: definitions that were asked for, by whether
   * they were in memory; {@code sluice_task_versions}: versions that the catalog holds.
   */
  void follow(Definitions definitions, TaskRegistry tasks) {
    FunctionCounter.builder(
            "sluice.task.definitions.requests", definitions, d -> d.stats().hitCount())
        .tag("result", "hit")
        .register(registry);
    FunctionCounter.builder(
            "sluice.task.definitions.requests", definitions, d -> d.stats().missCount())
        .tag("result", "miss")
        .register(registry);
    Gauge.builder("sluice.task.versions", tasks, TaskRegistry::size).register(registry);
  }
}
