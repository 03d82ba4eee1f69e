package dev.sluice.worker;

import dev.sluice.text.Tokens;
import dev.sluice.wire.worker.WorkerRegistered;
import dev.sluice.wire.worker.WorkerRegistration;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.UUID;

/** Workers join, drain and leave the fleet. */
@Singleton
public final class Membership {
  private final Workers workers;
  private final ReclaimAttempts reclaim;
  private final WorkerConfig config;

  Membership(Workers workers, ReclaimAttempts reclaim, WorkerConfig config) {
    this.workers = workers;
    this.reclaim = reclaim;
    this.config = config;
  }

  /** A new incarnation of a worker; what a former one held goes elsewhere. */
  public Uni<WorkerRegistered> register(WorkerRegistration registration) {
    String id =
        registration.workerId() == null ? "worker-" + UUID.randomUUID() : registration.workerId();
    String token = Tokens.next();
    return workers
        .register(id, registration, token)
        .call(reclaim::fromFormerIncarnations)
        .map(
            worker ->
                new WorkerRegistered(
                    worker.id,
                    token,
                    config.heartbeat().toMillis(),
                    config.offlineAfter().toMillis()));
  }

  /**
   * Makes a worker take no new work, or take work again.
   *
   * @throws dev.sluice.http.ProblemException 404: there is no such worker
   */
  Uni<Worker> drain(String id, boolean draining) {
    return workers.drain(id, draining).onItem().ifNull().failWith(() -> WorkerId.unknown(id));
  }

  /**
   * Removes a worker; what it holds goes elsewhere.
   *
   * @throws dev.sluice.http.ProblemException 404: there is no such worker
   */
  public Uni<Worker> delete(String id) {
    return workers
        .delete(id)
        .onItem()
        .ifNull()
        .failWith(() -> WorkerId.unknown(id))
        .call(worker -> reclaim.from(id, "its worker was removed"));
  }
}
