package dev.sluice.worker;

import dev.sluice.job.Job;
import dev.sluice.job.Jobs;
import dev.sluice.wire.worker.WorkerView;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Shows the workers of the fleet together with what they hold. */
@Singleton
public final class WorkerViews {
  private final WorkerCache cache;
  private final Jobs jobs;
  private final Clock clock;

  WorkerViews(WorkerCache cache, Jobs jobs, Clock clock) {
    this.cache = cache;
    this.jobs = jobs;
    this.clock = clock;
  }

  /** All workers, by their ids. */
  public List<WorkerView> all() {
    return cache.all().stream()
        .sorted(Comparator.comparing((Worker worker) -> worker.id))
        .map(this::of)
        .toList();
  }

  public Optional<WorkerView> find(String id) {
    return cache.find(id).map(this::of);
  }

  WorkerView of(Worker worker) {
    Collection<Job> held = jobs.held().of(worker.id);
    return new WorkerView(
        worker.id,
        worker.status(held.size(), clock.instant()).name(),
        worker.hostname,
        worker.os,
        worker.version,
        worker.cpuCount,
        worker.ramTotalMb,
        worker.cpuUsage,
        worker.ramFreeMb,
        held.stream().mapToDouble(job -> job.requirements.cpu()).sum(),
        held.stream().mapToLong(job -> job.requirements.ramMb()).sum(),
        worker.maxParallel,
        worker.labels,
        worker.capabilities,
        worker.devices,
        jobs.held().refsOf(worker.id),
        worker.draining,
        worker.registeredAt,
        worker.lastHeartbeatAt,
        worker.cooldownUntil);
  }
}
