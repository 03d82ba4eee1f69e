package dev.sluice.schedule.duty;

import dev.sluice.store.StorePing;
import dev.sluice.worker.Presence;
import dev.sluice.worker.ReclaimAttempts;
import dev.sluice.worker.Worker;
import dev.sluice.worker.WorkerCache;
import dev.sluice.worker.Workers;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;

/**
 * Marks silent workers OFFLINE and reclaims what they held. While the store is away, no worker is
 * silent: each gets its full lease from the moment at which the store is back.
 */
@Singleton
final class RetireSilentWorkers implements Duty {
  private final WorkerCache cache;
  private final Workers workers;
  private final Presence presence;
  private final ReclaimAttempts reclaim;
  private final StorePing store;

  RetireSilentWorkers(
      WorkerCache cache,
      Workers workers,
      Presence presence,
      ReclaimAttempts reclaim,
      StorePing store) {
    this.cache = cache;
    this.workers = workers;
    this.presence = presence;
    this.reclaim = reclaim;
    this.store = store;
  }

  @Override
  public String name() {
    return "retire silent workers";
  }

  @Override
  public Uni<Integer> runOnce(Instant now) {
    return store.run().chain(this::retireSilent).onFailure().invoke(e -> presence.renewAll());
  }

  private Uni<Integer> retireSilent() {
    List<Worker> silent =
        cache.all().stream()
            .filter(worker -> !worker.offline && presence.isSilent(worker.id))
            .toList();
    return new Round<Worker>(name(), worker -> "worker " + worker.id).run(silent, 1, this::retire);
  }

  private Uni<Integer> retire(Worker worker) {
    return workers
        .fellSilent(worker)
        .onItem()
        .ifNotNull()
        .transformToUni(retired -> reclaim.from(worker.id, "its worker fell silent").replaceWith(1))
        .onItem()
        .ifNull()
        .switchTo(() -> heardElsewhere(worker));
  }

  /**
   * The stored worker is not the one in memory: another server has heard it, or the answer to a
   * write of this server was lost.
   */
  private Uni<Integer> heardElsewhere(Worker worker) {
    return cache.refresh(worker.id).invoke(() -> presence.renew(worker.id)).replaceWith(0);
  }
}
