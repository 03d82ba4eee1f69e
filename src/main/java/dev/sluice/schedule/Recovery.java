package dev.sluice.schedule;

import dev.sluice.job.Jobs;
import dev.sluice.schedule.match.JobQueue;
import dev.sluice.worker.ReclaimAttempts;
import dev.sluice.worker.WorkerCache;
import dev.sluice.worker.WorkerId;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/**
 * Rebuilds the state that the scheduler keeps in memory, from the database, when this process
 * starts.
 */
@Singleton
public final class Recovery {
  private final WorkerCache workers;
  private final Jobs jobs;
  private final ReclaimAttempts reclaim;
  private final JobQueue queue;
  private final Scheduler scheduler;

  Recovery(
      WorkerCache workers,
      Jobs jobs,
      ReclaimAttempts reclaim,
      JobQueue queue,
      Scheduler scheduler) {
    this.workers = workers;
    this.jobs = jobs;
    this.reclaim = reclaim;
    this.queue = queue;
    this.scheduler = scheduler;
  }

  /** Nothing is assigned before this is done. */
  public Uni<Void> run() {
    return workers
        .recover()
        .chain(jobs::recoverHeld)
        .chain(() -> reclaim.from(WorkerId.SERVER, "the server was restarted"))
        .chain(queue::recover)
        .invoke(scheduler::start);
  }
}
