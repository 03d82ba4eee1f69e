package dev.sluice.schedule.match;

import dev.sluice.job.Job;
import dev.sluice.wire.Requirements;
import dev.sluice.worker.Worker;
import dev.sluice.worker.WorkerStatus;
import java.time.Instant;
import java.util.Collection;

/**
 * A worker and what is left of it: its capacity less what the attempts that it holds were promised.
 * Derived anew for every round and never stored, so nothing can leak.
 */
public final class Room {
  private final Worker worker;
  private final WorkerStatus status;
  private final boolean heard;
  private double reservedCpu;
  private long reservedRamMb;
  private int running;

  /**
   * @param heard whether it is known to be there: it has called since this process started, and
   *     since a poll of it broke
   */
  Room(Worker worker, Collection<Job> held, boolean heard, Instant now) {
    this.worker = worker;
    this.heard = heard;
    this.status = worker.status(held.size(), now);
    held.forEach(job -> reserve(job.requirements));
  }

  void reserve(Requirements requirements) {
    reservedCpu += requirements.cpu();
    reservedRamMb += requirements.ramMb();
    running++;
  }

  Worker worker() {
    return worker;
  }

  public WorkerStatus status() {
    return status;
  }

  boolean isHeard() {
    return heard;
  }

  double reservedCpu() {
    return reservedCpu;
  }

  long reservedRamMb() {
    return reservedRamMb;
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

  /** New work may go to it, if there is any that fits. */
  boolean mayTake() {
    return heard && status.takesWork() && hasSlot();
  }

  boolean hasSlot() {
    return running < worker.maxParallel;
  }
}
