package dev.sluice.schedule.match;

import dev.sluice.wire.Requirements;
import java.util.Map;
import java.util.Optional;

/** Decides whether a job fits on a worker, and if not, why. */
public final class Fit {
  /** Reservations are sums of fractions: ignore the last bit of one. */
  private static final double ROUNDING = 1e-9;

  private final double maxCpuUsage;

  public Fit(double maxCpuUsage) {
    this.maxCpuUsage = maxCpuUsage;
  }

  /** Why a job does not fit on a worker; the names are part of the API. */
  public enum Obstacle {
    OFFLINE,
    SUSPECT,
    DRAINING,
    COOLDOWN,
    CAPABILITY,
    LABELS,
    CPU,
    RAM,
    CPU_USAGE,
    SLOTS
  }

  /** The first obstacle, lasting ones before passing ones; empty when the job fits. */
  public Optional<Obstacle> obstacle(QueuedJob job, WorkerCapacity worker) {
    Requirements needs = job.requirements();
    Optional<Obstacle> standing = standing(worker);
    if (standing.isPresent()) {
      return standing;
    }
    if (!worker.worker().capabilities.contains(job.operation())) {
      return Optional.of(Obstacle.CAPABILITY);
    }
    if (!hasLabels(needs.labels(), worker.worker().labels)) {
      return Optional.of(Obstacle.LABELS);
    }
    if (worker.freeCpu() + ROUNDING < needs.cpu()) {
      return Optional.of(Obstacle.CPU);
    }
    if (worker.freeRamMb() < needs.ramMb()) {
      return Optional.of(Obstacle.RAM);
    }
    // A worker that holds nothing may always take one job: other processes keep its CPU busy, and
    // on a machine that they keep busy nothing would ever run.
    if (!worker.isEmpty() && worker.worker().cpuUsage > maxCpuUsage) {
      return Optional.of(Obstacle.CPU_USAGE);
    }
    return worker.hasSlot() ? Optional.empty() : Optional.of(Obstacle.SLOTS);
  }

  private static Optional<Obstacle> standing(WorkerCapacity worker) {
    return switch (worker.status()) {
      case OFFLINE, DELETED -> Optional.of(Obstacle.OFFLINE);
      case DRAINING -> Optional.of(Obstacle.DRAINING);
      case UNHEALTHY -> Optional.of(Obstacle.COOLDOWN);
      case IDLE, BUSY -> worker.isPresent() ? Optional.empty() : Optional.of(Obstacle.SUSPECT);
    };
  }

  private static boolean hasLabels(Map<String, String> wanted, Map<String, String> there) {
    return wanted.entrySet().stream().allMatch(e -> e.getValue().equals(there.get(e.getKey())));
  }
}
