package dev.sluice.schedule.match;

import dev.sluice.job.HeldJobs;
import dev.sluice.job.Jobs;
import dev.sluice.worker.Presence;
import dev.sluice.worker.WorkerCache;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** The free capacity of every worker, by what workers hold and whether they are present. */
@Singleton
public final class FleetCapacity {
  private final WorkerCache workers;
  private final Presence presence;
  private final Jobs jobs;
  private final Clock clock;

  FleetCapacity(WorkerCache workers, Presence presence, Jobs jobs, Clock clock) {
    this.workers = workers;
    this.presence = presence;
    this.jobs = jobs;
    this.clock = clock;
  }

  public List<WorkerCapacity> now() {
    Instant now = clock.instant();
    HeldJobs held = jobs.held();
    return workers.all().stream()
        .map(
            worker ->
                new WorkerCapacity(worker, held.of(worker.id), presence.isPresent(worker.id), now))
        .toList();
  }
}
