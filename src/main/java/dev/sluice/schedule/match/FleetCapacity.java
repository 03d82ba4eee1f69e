package dev.sluice.schedule.match;

import dev.sluice.job.HeldJobs;
import dev.sluice.job.Job;
import dev.sluice.job.Jobs;
import dev.sluice.schedule.match.WorkerCapacity.Reserved;
import dev.sluice.worker.Presence;
import dev.sluice.worker.Worker;
import dev.sluice.worker.WorkerCache;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The free capacity of every worker, by what workers hold and whether they are present. */
@Singleton
public final class FleetCapacity {
  private static final Reserved NOTHING = Reserved.by(List.of());

  private final WorkerCache workers;
  private final Presence presence;
  private final Jobs jobs;
  private final Clock clock;
  private final Map<String, Sum> sums = new ConcurrentHashMap<>();

  private record Sum(List<Job> of, Reserved reserved) {}

  FleetCapacity(WorkerCache workers, Presence presence, Jobs jobs, Clock clock) {
    this.workers = workers;
    this.presence = presence;
    this.jobs = jobs;
    this.clock = clock;
  }

  public List<WorkerCapacity> now() {
    Instant now = clock.instant();
    HeldJobs held = jobs.held();
    Collection<Worker> all = workers.all();
    List<WorkerCapacity> capacities = new ArrayList<>(all.size());
    for (Worker worker : all) {
      Reserved reserved = reserved(worker.id, held.of(worker.id));
      capacities.add(new WorkerCapacity(worker, reserved, presence.isPresent(worker.id), now));
    }
    if (sums.size() > 2 * all.size()) {
      sums.clear();
    }
    return capacities;
  }

  /** The list of a worker's jobs is replaced when it changes, so the same list has the same sum. */
  private Reserved reserved(String workerId, List<Job> held) {
    if (held.isEmpty()) {
      return NOTHING;
    }
    Sum known = sums.get(workerId);
    if (known == null || known.of() != held) {
      known = new Sum(held, Reserved.by(held));
      sums.put(workerId, known);
    }
    return known.reserved();
  }
}
