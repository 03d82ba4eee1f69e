package dev.sluice.worker;

import dev.sluice.job.Job;
import dev.sluice.job.Jobs;
import dev.sluice.wire.worker.WorkerRegistered;
import dev.sluice.wire.worker.WorkerRegistration;
import dev.sluice.wire.worker.WorkerView;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The workers together with what they hold: joining, leaving, and how they are shown. */
@Singleton
public final class Fleet {
  private final Workers workers;
  private final Roster roster;
  private final Jobs jobs;
  private final LostAttempts lost;
  private final Polls polls;
  private final FleetClock time;

  Fleet(
      Workers workers, Roster roster, Jobs jobs, LostAttempts lost, Polls polls, FleetClock time) {
    this.workers = workers;
    this.roster = roster;
    this.jobs = jobs;
    this.lost = lost;
    this.polls = polls;
    this.time = time;
  }

  Uni<WorkerRegistered> register(WorkerRegistration registration) {
    String id =
        registration.workerId() == null ? "worker-" + UUID.randomUUID() : registration.workerId();
    String token = Tokens.next();
    return workers
        .register(id, registration, token)
        .call(lost::ofFormerIncarnations)
        .map(
            worker ->
                new WorkerRegistered(
                    worker.id, token, time.heartbeat().toMillis(), time.offlineAfter().toMillis()));
  }

  /** Takes no new work from now on, or again does. */
  Uni<WorkerView> drain(String id, boolean draining) {
    return workers.drain(id, draining).invoke(worker -> polls.wake(id)).map(this::view);
  }

  /** Removes a worker; what it holds goes elsewhere. */
  Uni<WorkerView> delete(String id) {
    return workers
        .delete(id)
        .call(worker -> lost.of(id, "its worker was removed"))
        .invoke(worker -> polls.hangUp(id))
        .map(this::view);
  }

  List<WorkerView> views() {
    return roster.all().stream()
        .sorted(Comparator.comparing((Worker worker) -> worker.id))
        .map(this::view)
        .toList();
  }

  Optional<WorkerView> view(String id) {
    return roster.find(id).map(this::view);
  }

  private WorkerView view(Worker worker) {
    Collection<Job> held = jobs.held().of(worker.id);
    return new WorkerView(
        worker.id,
        worker.status(held.size(), time.now()).name(),
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
        jobs.held().refsOf(worker.id),
        worker.draining,
        worker.registeredAt,
        worker.lastHeartbeatAt,
        worker.cooldownUntil);
  }
}
