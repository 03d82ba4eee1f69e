package dev.sluice.schedule.match;

import dev.sluice.wire.Requirements;
import dev.sluice.wire.worker.Device;
import dev.sluice.wire.worker.NodeProcess;
import dev.sluice.worker.Worker;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decides whether a job fits on a worker, and if not, why. */
public class Fit {
  /** Reservations are sums of fractions: ignore the last bit of one. */
  private static final double ROUNDING = 1e-9;

  /** A saturated worker takes one job in this time, so that no slot stays idle for longer. */
  static final Duration SATURATED_PAUSE = Duration.ofSeconds(2);

  private final double maxCpuUsage;

  /**
   * @param maxCpuUsage percent of a worker's CPU; above it other processes than its jobs saturate
   *     the worker
   */
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
    MODEL,
    CPU,
    RAM,
    CPU_USAGE,
    SLOTS,
    PROCESS_SLOTS
  }

  /** The first obstacle, lasting ones before passing ones; empty when the job fits. */
  public Optional<Obstacle> obstacle(QueuedJob job, WorkerCapacity worker) {
    Requirements needs = job.requirements();
    Optional<Obstacle> standing = standing(worker);
    if (standing.isPresent()) {
      return standing;
    }
    if (!job.kind().isPossibleWith(worker.worker().capabilities)) {
      return Optional.of(Obstacle.CAPABILITY);
    }
    String model = job.kind().model();
    if (!hasLabels(without(model, needs.labels()), worker.worker()::hasLabel)) {
      return Optional.of(Obstacle.LABELS);
    }
    if (model != null) {
      return process(model, worker);
    }
    if (worker.freeCpu() + ROUNDING < needs.cpu()) {
      return Optional.of(Obstacle.CPU);
    }
    if (worker.freeRamMb() < needs.ramMb()) {
      return Optional.of(Obstacle.RAM);
    }
    if (isPausing(worker)) {
      return Optional.of(Obstacle.CPU_USAGE);
    }
    return worker.hasSlot() ? Optional.empty() : Optional.of(Obstacle.SLOTS);
  }

  private static Map<String, String> without(@Nullable String model, Map<String, String> labels) {
    if (model == null) {
      return labels;
    }
    Map<String, String> others = new HashMap<>(labels);
    others.remove(Requirements.MODEL_LABEL);
    return others;
  }

  /** What the process uses was reserved when it was spawned. */
  private static Optional<Obstacle> process(String model, WorkerCapacity worker) {
    if (worker.worker().slots(model) == 0) {
      return Optional.of(Obstacle.MODEL);
    }
    return worker.freeSlotsFor(model) > 0 ? Optional.empty() : Optional.of(Obstacle.PROCESS_SLOTS);
  }

  /** Whether there is no obstacle. What most workers lack is looked at first. */
  boolean isRoom(QueuedJob job, WorkerCapacity worker) {
    Requirements needs = job.requirements();
    return worker.freeCpu() + ROUNDING >= needs.cpu()
        && worker.freeRamMb() >= needs.ramMb()
        && obstacle(job, worker).isEmpty();
  }

  /**
   * Whether other processes saturate the worker and it has just taken a job. What is reserved
   * decides first: the load of the worker's own jobs closes it never, and that of others for {@link
   * #SATURATED_PAUSE} at a time, since on a machine that they keep busy nothing would ever run.
   */
  boolean isPausing(WorkerCapacity worker) {
    return !worker.isEmpty()
        && worker.usageByOthers() > maxCpuUsage
        && worker.tookJobWithin(SATURATED_PAUSE);
  }

  /** What a worker has in all, used or not: workers of one shape fit the same kinds of jobs. */
  record Shape(
      double cpuCount,
      long ramMb,
      Map<String, String> labels,
      List<String> capabilities,
      List<String> devices,
      Set<String> models) {
    static Shape of(Worker worker) {
      return new Shape(
          worker.cpuCount,
          worker.ramTotalMb,
          worker.labels,
          worker.capabilities,
          worker.devices.stream().map(Device::id).toList(),
          models(worker));
    }

    private static Set<String> models(Worker worker) {
      return worker.processes.stream()
          .filter(process -> process.status().serves())
          .map(NodeProcess::modelId)
          .filter(Objects::nonNull)
          .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether such a worker, without any other job, takes jobs of this kind. */
    boolean fits(Kind kind) {
      Requirements needs = kind.requirements();
      return kind.isPossibleWith(capabilities)
          && hasLabels(needs.labels(), this::mayHaveLabel)
          && cpuCount + ROUNDING >= needs.cpu()
          && ramMb >= needs.ramMb();
    }

    /** As {@link Worker#hasLabel}; a worker of this shape may have any id. */
    private boolean mayHaveLabel(String name, String value) {
      return value.equals(labels.get(name))
          || name.equals(Requirements.WORKER_LABEL)
          || (name.equals(Requirements.DEVICE_LABEL) && devices.contains(value))
          || (name.equals(Requirements.MODEL_LABEL) && models.contains(value));
    }
  }

  private static Optional<Obstacle> standing(WorkerCapacity worker) {
    return switch (worker.status()) {
      case OFFLINE, DELETED -> Optional.of(Obstacle.OFFLINE);
      case DRAINING -> Optional.of(Obstacle.DRAINING);
      case UNHEALTHY -> Optional.of(Obstacle.COOLDOWN);
      case IDLE, BUSY -> worker.isPresent() ? Optional.empty() : Optional.of(Obstacle.SUSPECT);
    };
  }

  private static boolean hasLabels(Map<String, String> wanted, BiPredicate<String, String> there) {
    return wanted.entrySet().stream().allMatch(e -> there.test(e.getKey(), e.getValue()));
  }
}
