package dev.sluice.app;

import dev.sluice.replica.lead.Leadership;
import dev.sluice.schedule.match.JobQueue;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/** Shows who leads and how long jobs wait as metrics. */
@Singleton
final class SchedulerTelemetry {
  private final Leadership leadership;
  private final JobQueue queue;
  private final Clock clock;
  private final Meters meters;

  SchedulerTelemetry(Leadership leadership, JobQueue queue, Clock clock, MeterRegistry registry) {
    this.leadership = leadership;
    this.queue = queue;
    this.clock = clock;
    this.meters = new Meters(registry);
  }

  void start(@Observes StartupEvent event) {
    meters.leads(leadership::epoch);
    meters.waits(this::ageOfOldest);
  }

  private double ageOfOldest() {
    return queue
        .standings()
        .oldest()
        .map(queued -> Duration.between(queued, clock.instant()).toMillis() / 1_000.0)
        .orElse(0.0);
  }
}
