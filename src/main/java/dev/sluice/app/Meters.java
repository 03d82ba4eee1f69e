package dev.sluice.app;

import dev.sluice.job.JobStatus;
import io.micrometer.core.instrument.Counter;
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
}
