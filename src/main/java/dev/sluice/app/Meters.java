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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The names of all meters; one method for each event. Labels have few values: never an id. */
final class Meters {
  private final MeterRegistry registry;

  Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** {@code sluice_job_transitions_total}: a job changed its status. */
  void moved(@Nullable JobStatus from, JobStatus to) {
    Counter.builder("sluice.job.transitions")
        .tag("from", from == null ? "NONE" : from.name())
        .tag("to", to.name())
        .register(registry)
        .increment();
  }

  /** {@code sluice_job_wait_seconds}: the time from QUEUED to RUNNING. */
  void waited(@Nullable Duration time) {
    if (time != null && !time.isNegative()) {
      Timer.builder("sluice.job.wait").register(registry).record(time);
    }
  }

  /** {@code sluice_job_run_seconds}: the time from RUNNING to a final status. */
  void ran(JobStatus end, @Nullable Duration time) {
    if (time != null && !time.isNegative()) {
      Timer.builder("sluice.job.run").tag("status", end.name()).register(registry).record(time);
    }
  }

  /**
   * {@code sluice_task_sync_seconds}: the time of a sync, without reading the sources; {@code
   * sluice_task_changes_total}: the versions of tasks that it changed.
   */
  void synced(SyncResult result) {
    Timer.builder("sluice.task.sync").register(registry).record(Duration.ofMillis(result.tookMs()));
    changed("added", result.added());
    changed("updated", result.updated());
    changed("removed", result.removed());
    changed("conflict", result.conflicts().size());
    changed("error", result.errors().size());
  }

  /** {@code sluice_leader_epoch}: the epoch in which this server leads; 0 while it does not. */
  void leads(Supplier<Number> epoch) {
    Gauge.builder("sluice.leader.epoch", epoch).register(registry);
  }

  /** {@code sluice_queue_age_seconds}: how long the oldest of the queued jobs in memory waits. */
  void waits(Supplier<Number> seconds) {
    Gauge.builder("sluice.queue.age", seconds).baseUnit("seconds").register(registry);
  }

  private void changed(String kind, int count) {
    Counter.builder("sluice.task.changes").tag("kind", kind).register(registry).increment(count);
  }

  /**
   * {@code sluice_task_definitions_requests_total}: reads of definitions, by cache hit or miss;
   * {@code sluice_task_versions}: versions in the registry.
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
