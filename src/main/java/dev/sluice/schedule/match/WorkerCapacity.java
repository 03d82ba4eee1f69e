package dev.sluice.schedule.match;

import dev.sluice.job.Job;
import dev.sluice.wire.worker.NodeProcess;
import dev.sluice.worker.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A worker and its free capacity: its total less the reservations of its attempts. Derived for
 * every round and never stored, so no reservation can leak.
 */
public final class WorkerCapacity {
  private static final double LEAST_CPU_HEADROOM = 0.1;
  private static final double LEAST_RAM_HEADROOM_MB = 1;

  private final Worker worker;
  private final Worker.Status status;
  private final boolean present;
  private final Instant now;

  /** Cores that the attempts that it holds may use; the measured load includes them. */
  private final double heldCpu;

  private Instant lastTaken;
  private double reservedCpu;
  private long reservedRamMb;
  private int running;

  /** How many requests it serves, by the id of their model. */
  private final Map<String, Integer> served;

  /**
   * @param held the jobs that the worker holds
   * @param present see {@link dev.sluice.worker.Presence#isPresent}
   */
  WorkerCapacity(Worker worker, Collection<Job> held, boolean present, Instant now) {
    this(worker, Reserved.by(held), present, now);
  }

  WorkerCapacity(Worker worker, Reserved reserved, boolean present, Instant now) {
    this.worker = worker;
    this.present = present;
    this.status = worker.status(reserved.jobs() + reserved.requests(), now);
    this.now = now;
    this.heldCpu = reserved.cpu();
    this.reservedCpu = reserved.cpu();
    this.reservedRamMb = reserved.ramMb();
    this.running = reserved.jobs();
    this.lastTaken = reserved.lastTaken();
    this.served = new HashMap<>(reserved.served());
  }

  /**
   * What jobs that a worker holds have reserved.
   *
   * @param jobs those that take a slot of the worker
   * @param served those that take a slot of a process, by the id of their model
   * @param lastTaken when the last of them was assigned
   */
  record Reserved(
      int jobs, Map<String, Integer> served, double cpu, long ramMb, Instant lastTaken) {
    int requests() {
      return served.values().stream().mapToInt(Integer::intValue).sum();
    }

    static Reserved by(Collection<Job> held) {
      Map<String, Integer> served = new HashMap<>();
      double cpu = 0;
      long ramMb = 0;
      Instant last = Instant.EPOCH;
      for (Job job : held) {
        cpu += job.requirements.cpu();
        ramMb += job.requirements.ramMb();
        String model = Kind.of(job).model();
        if (model != null) {
          served.merge(model, 1, Integer::sum);
        }
        if (job.assignedAt != null && job.assignedAt.isAfter(last)) {
          last = job.assignedAt;
        }
      }
      int requests = served.values().stream().mapToInt(Integer::intValue).sum();
      return new Reserved(held.size() - requests, served, cpu, ramMb, last);
    }
  }

  /** It takes a job in this round. */
  void reserve(Kind kind) {
    lastTaken = now;
    reservedCpu += kind.requirements().cpu();
    reservedRamMb += kind.requirements().ramMb();
    String model = kind.model();
    if (model == null) {
      running++;
    } else {
      served.merge(model, 1, Integer::sum);
    }
  }

  Worker worker() {
    return worker;
  }

  public Worker.Status status() {
    return status;
  }

  boolean isPresent() {
    return present;
  }

  double freeCpu() {
    return worker.cpuCount - reservedCpu;
  }

  long freeRamMb() {
    return worker.ramTotalMb - reservedRamMb;
  }

  boolean isEmpty() {
    return running == 0 && served.isEmpty();
  }

  /**
   * How much of its CPU is used by other processes than its attempts, percent: the measured load
   * less what its attempts have reserved, as if they used all of it.
   */
  double usageByOthers() {
    return worker.cpuUsage - 100 * heldCpu / worker.cpuCount;
  }

  /** A time to come was written before the clock was set back; it says nothing. */
  boolean tookJobWithin(Duration time) {
    return Duration.between(lastTaken, now).abs().compareTo(time) < 0;
  }

  /** Whether it may receive new work that fits. */
  boolean mayTake() {
    return present && status.takesWork() && hasAnySlot();
  }

  /** How many more attempts it may hold. */
  int freeSlots() {
    int ofProcesses =
        worker.processes.stream()
            .map(NodeProcess::modelId)
            .filter(Objects::nonNull)
            .distinct()
            .mapToInt(model -> Math.max(0, freeSlotsFor(model)))
            .sum();
    return Math.max(0, worker.maxParallel - running) + ofProcesses;
  }

  /** How many more requests its processes serve for a model; below 0 if one of them has ended. */
  int freeSlotsFor(String modelId) {
    return worker.slots(modelId) - served.getOrDefault(modelId, 0);
  }

  /** The used share of the slots for a model, which it serves. */
  double occupancy(String modelId) {
    return (double) served.getOrDefault(modelId, 0) / worker.slots(modelId);
  }

  /** Whether it has a slot of its own, or one of a process. */
  boolean hasAnySlot() {
    return hasSlot() || freeSlots() > 0;
  }

  boolean hasSlot() {
    return running < worker.maxParallel;
  }

  /**
   * How loaded the worker is, lower is better: mostly the present use of its CPU, then what is
   * reserved of its CPU and memory, and a penalty for being nearly full.
   *
   * <p>Source of the weights: the scheduler that Sluice replaces.
   */
  double loadScore() {
    return 0.6 * worker.cpuUsage + reservedScore();
  }

  /** The part of the load that lasts: what is reserved, and being nearly full. */
  double reservedScore() {
    return 0.3 * 100 * reservedCpu / worker.cpuCount
        + 0.1 * 100 * reservedRamMb / worker.ramTotalMb
        + 5 / Math.max(LEAST_CPU_HEADROOM, freeCpu())
        + 0.01 / Math.max(LEAST_RAM_HEADROOM_MB, freeRamMb());
  }
}
