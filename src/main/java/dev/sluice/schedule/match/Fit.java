package dev.sluice.schedule.match;

import dev.sluice.wire.Requirements;
import java.util.Map;
import java.util.Optional;

/** Whether a job can go to a worker, and if not, why. */
public final class Fit {
  /** Reservations are sums of fractions: do not fail for the last bit of one. */
  private static final double ROUNDING = 1e-9;

  private final double maxCpuUsage;

  public Fit(double maxCpuUsage) {
    this.maxCpuUsage = maxCpuUsage;
  }

  /** What a job waits for at a worker; the names are part of the API. */
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

  /** The first thing in the way, the lasting ones before those that pass; empty when it fits. */
  public Optional<Obstacle> obstacle(QueuedJob job, Room room) {
    Requirements needs = job.requirements();
    Optional<Obstacle> standing = standing(room);
    if (standing.isPresent()) {
      return standing;
    }
    if (!room.worker().capabilities.contains(job.operation())) {
      return Optional.of(Obstacle.CAPABILITY);
    }
    if (!hasLabels(needs.labels(), room.worker().labels)) {
      return Optional.of(Obstacle.LABELS);
    }
    if (room.freeCpu() + ROUNDING < needs.cpu()) {
      return Optional.of(Obstacle.CPU);
    }
    if (room.freeRamMb() < needs.ramMb()) {
      return Optional.of(Obstacle.RAM);
    }
    // A worker that holds nothing may always take one: what keeps its CPU busy is not ours, and on
    // a
    // machine that is busy with other things nothing would ever run.
    if (!room.isEmpty() && room.worker().cpuUsage > maxCpuUsage) {
      return Optional.of(Obstacle.CPU_USAGE);
    }
    return room.hasSlot() ? Optional.empty() : Optional.of(Obstacle.SLOTS);
  }

  private static Optional<Obstacle> standing(Room room) {
    return switch (room.status()) {
      case OFFLINE, DELETED -> Optional.of(Obstacle.OFFLINE);
      case DRAINING -> Optional.of(Obstacle.DRAINING);
      case UNHEALTHY -> Optional.of(Obstacle.COOLDOWN);
      case IDLE, BUSY -> room.isHeard() ? Optional.empty() : Optional.of(Obstacle.SUSPECT);
    };
  }

  private static boolean hasLabels(Map<String, String> wanted, Map<String, String> there) {
    return wanted.entrySet().stream().allMatch(e -> e.getValue().equals(there.get(e.getKey())));
  }
}
