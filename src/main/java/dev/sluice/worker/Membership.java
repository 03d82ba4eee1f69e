package dev.sluice.worker;

import dev.sluice.http.ProblemException;
import dev.sluice.text.Tokens;
import dev.sluice.token.AccessToken;
import dev.sluice.wire.worker.WorkerRegistered;
import dev.sluice.wire.worker.WorkerRegistration;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Workers join, drain and leave the fleet. */
@Singleton
public final class Membership {
  private final Workers workers;
  private final ReclaimAttempts reclaim;
  private final WorkerCache cache;
  private final WorkerConfig config;

  Membership(Workers workers, ReclaimAttempts reclaim, WorkerCache cache, WorkerConfig config) {
    this.workers = workers;
    this.cache = cache;
    this.reclaim = reclaim;
    this.config = config;
  }

  /**
   * A new incarnation of a worker. The attempts of a former one are reclaimed for other workers.
   *
   * @throws ProblemException 403: the token does not allow this name; 409: a live worker of another
   *     agent has it
   */
  Uni<WorkerRegistered> register(WorkerRegistration registration, NameClaim claim) {
    String id =
        registration.workerId() == null ? "worker-" + UUID.randomUUID() : registration.workerId();
    claim.requireAllowed(id);
    String token = Tokens.next();
    return claimName(id, registration, token, claim)
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
   * As {@code POST /v1/workers}, for an agent without a secret of its name.
   *
   * @param bearer whose name only bearers of the same token may take over while the worker lives
   * @throws ProblemException 403: the token does not allow this name; 409: a live worker of another
   *     agent has it
   */
  public Uni<WorkerRegistered> register(WorkerRegistration registration, AccessToken bearer) {
    return register(registration, NameClaim.of(bearer, null));
  }

  private Uni<Worker> claimName(
      String id, WorkerRegistration registration, String token, NameClaim claim) {
    return workers
        .find(id)
        .invoke(claim::requireFree)
        .chain(present -> join(present, workers.made(id, registration, token, claim)))
        .onItem()
        .ifNull()
        // Another agent was faster, and may own the name now.
        .switchTo(() -> claimName(id, registration, token, claim));
  }

  /** An agent that restarts while its worker drains still gets no work. */
  private Uni<@Nullable Worker> join(@Nullable Worker present, Worker next) {
    next.draining = present != null && present.draining && !present.deleted;
    return workers.register(present, next);
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
   * Removes a worker. Its attempts are reclaimed for other workers.
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

  /**
   * A worker ends: it gets no more work, what it has not handed back goes to other workers, and its
   * document is deleted. An assignment that was on its way to it counts as handed back too.
   */
  public Uni<Void> leave(Worker worker) {
    return workers
        .ends(worker)
        .chain(() -> reclaim.handedBack(worker))
        .chain(() -> workers.remove(worker, "left"))
        // Attempts that were assigned while the worker was being marked.
        .chain(() -> reclaim.handedBack(worker))
        .replaceWithVoid();
  }

  /** The workers that are offline and were last heard too long ago. */
  public List<Worker> longOffline(Instant now) {
    Instant before = now.minus(config.forgetAfter());
    return cache.all().stream()
        .filter(worker -> worker.offline && worker.lastHeartbeatAt.isBefore(before))
        .toList();
  }

  /** Deletes the document of a worker; false when it has registered again. */
  public Uni<Boolean> forget(Worker worker) {
    return workers.remove(worker, "is forgotten").map(Objects::nonNull);
  }

  /**
   * Deletes the documents of removed workers that were last heard too long ago.
   *
   * @return how many
   */
  public Uni<Integer> purgeRemoved(Instant now) {
    return workers.purgeDeleted(now.minus(config.forgetAfter()));
  }
}
