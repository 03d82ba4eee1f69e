package dev.sluice.schedule;

import dev.sluice.job.Jobs;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;

/**
 * Reads the head of the queue and the held jobs anew, in case memory missed a write: one that was
 * done although its answer got lost, or one of another replica.
 */
@Singleton
final class Reconcile implements Duty {
  private final Queue queue;
  private final Jobs jobs;
  private final Rarely rarely;

  Reconcile(Queue queue, Jobs jobs, Rarely rarely) {
    this.queue = queue;
    this.jobs = jobs;
    this.rarely = rarely;
  }

  @Override
  public String name() {
    return "reconcile with the store";
  }

  @Override
  public Uni<Integer> runOnce(Instant now) {
    return rarely.run(() -> jobs.recoverHeld().chain(queue::refill).replaceWith(0));
  }
}
