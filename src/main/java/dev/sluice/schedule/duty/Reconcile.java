package dev.sluice.schedule.duty;

import dev.sluice.job.Jobs;
import dev.sluice.schedule.match.JobQueue;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;

/**
 * Reads the queued and the held jobs from the database: a write whose answer was lost was done all
 * the same, and no event told of it.
 */
@Singleton
final class Reconcile implements Duty {
  private final JobQueue queue;
  private final Jobs jobs;
  private final Throttle throttle;

  Reconcile(JobQueue queue, Jobs jobs, Throttle throttle) {
    this.queue = queue;
    this.jobs = jobs;
    this.throttle = throttle;
  }

  @Override
  public String name() {
    return "catch up with the database";
  }

  @Override
  public Uni<Integer> runOnce(Instant now) {
    return throttle.run(() -> jobs.recoverHeld().chain(queue::catchUp).replaceWith(0));
  }
}
