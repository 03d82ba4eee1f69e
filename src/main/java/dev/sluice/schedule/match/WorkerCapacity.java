package dev.sluice.schedule.match;

import dev.sluice.job.Job;
import dev.sluice.wire.Requirements;
import dev.sluice.worker.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;

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
    this.status = worker.status(reserved.jobs(), now);
    this.now = now;
    this.heldCpu = reserved.cpu();
    this.reservedCpu = reserved.cpu();
    this.reservedRamMb = reserved.ramMb();
    this.running = reserved.jobs();
    this.lastTaken = reserved.lastTaken();
  }

  /**
   * What jobs that a worker holds have reserved.
   *
   * @param lastTaken when the last of them was assigned
   */
  record Reserved(int jobs, double cpu, long ramMb, Instant lastTaken) {
    static Reserved by(Collection<Job> held) {
      double cpu = 0;
      long ramMb = 0;
      Instant last = Instant.EPOCH;
      for (Job job : held) {
        cpu += job.requirements.cpu();
        ramMb += job.requirements.ramMb();
        if (job.assignedAt != null && job.assignedAt.isAfter(last)) {
          last = job.assignedAt;
        }
      }
      return new Reserved(held.size(), cpu, ramMb, last);
    }
  }

  /** It takes a job in this round. */
  void reserve(Requirements requirements) {
    lastTaken = now;
    reservedCpu += requirements.cpu();
    reservedRamMb += requirements.ramMb();
    running++;
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
    return running == 0;
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
    return present && status.takesWork() && hasSlot();
  }

  /** How many more attempts it may hold. */
  int freeSlots() {
    return Math.max(0, worker.maxParallel - running);
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
    return 0.6 * worker.cpuUsage
        + 0.3 * 100 * reservedCpu / worker.cpuCount
        + 0.1 * 100 * reservedRamMb / worker.ramTotalMb
        + 5 / Math.max(LEAST_CPU_HEADROOM, freeCpu())
        + 0.01 / Math.max(LEAST_RAM_HEADROOM_MB, freeRamMb());
  }
}
