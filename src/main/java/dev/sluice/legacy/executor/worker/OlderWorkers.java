package dev.sluice.legacy.executor.worker;

import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.token.AccessToken;
import dev.sluice.token.Scope;
import dev.sluice.wire.worker.WorkerRegistration;
import dev.sluice.worker.Membership;
import dev.sluice.worker.Worker;
import dev.sluice.worker.WorkerAuthenticator;
import dev.sluice.worker.WorkerCache;
import dev.sluice.worker.Workers;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The workers of older agents. An agent shows its id only, so none of its calls may act for a
 * worker that has a token.
 */
@Singleton
public final class OlderWorkers {
  /** Not a name that a token of the operator can have. */
  private static final AccessToken BEARER =
      AccessToken.issue(
              "the agents of the older executor",
              Set.of(Scope.AGENT),
              List.of(),
              Instant.EPOCH,
              null)
          .token();

  private final Membership membership;
  private final WorkerAuthenticator authenticator;
  private final WorkerCache cache;
  private final Workers workers;

  OlderWorkers(
      Membership membership,
      WorkerAuthenticator authenticator,
      WorkerCache cache,
      Workers workers) {
    this.membership = membership;
    this.authenticator = authenticator;
    this.cache = cache;
    this.workers = workers;
  }

  /** A new incarnation; what a former one held goes to other workers. */
  Uni<?> register(WorkerRegistration registration) {
    return membership.register(registration, BEARER);
  }

  /** Finds the worker of the calling agent and records that it was heard; null if it is unknown. */
  public Uni<@Nullable Worker> find(String id) {
    return authenticator.registeredBy(BEARER.name(), id);
  }

  /** Like {@link #find}, but fails with 404 if the worker is unknown. */
  public Uni<Worker> calling(String id) {
    return find(id).onItem().ifNull().failWith(OlderWorkers::unknown);
  }

  /** Whether an older agent has this worker, as far as this server knows. */
  public boolean isOlder(String id) {
    return cache.find(id).filter(OlderWorkers::isOlder).isPresent();
  }

  /** Whether {@code worker} runs an attempt of the job now, in its present incarnation. */
  public static boolean runs(Worker worker, Job job) {
    return job.status == JobStatus.RUNNING
        && job.lease != null
        && job.lease.workerId().equals(worker.id)
        && job.lease.incarnation().equals(worker.incarnation);
  }

  /**
   * Stores a heartbeat.
   *
   * @return the worker as it was before; fails with 404 if it is unknown
   */
  Uni<Worker> heard(String id, HeartbeatReport report) {
    return calling(id)
        .chain(
            before ->
                write(before, report)
                    .onItem()
                    .ifNull()
                    // It has registered again through another server.
                    .switchTo(() -> cache.refresh(id).chain(() -> rewrite(id, report)))
                    .replaceWith(before));
  }

  private Uni<Worker> rewrite(String id, HeartbeatReport report) {
    return calling(id)
        .chain(now -> write(now, report))
        .onItem()
        .ifNull()
        .failWith(OlderWorkers::unknown);
  }

  private Uni<@Nullable Worker> write(Worker worker, HeartbeatReport report) {
    return workers.reported(
        worker,
        report.cpuUsage(),
        report.ramFreeMb().orElse(worker.ramFreeMb),
        Math.max(1, report.ramTotalMb().orElse(worker.ramTotalMb)));
  }

  /**
   * Removes a worker.
   *
   * @return whether there was one; fails with 403 for one that is not of an older agent
   */
  Uni<Boolean> remove(String id) {
    return workers
        .find(id)
        .chain(
            worker -> {
              if (worker == null || worker.deleted) {
                return Uni.createFrom().item(false);
              }
              if (!isOlder(worker)) {
                throw ProblemException.of(
                    403,
                    "not_older",
                    "this worker has an agent of Sluice; DELETE /v1/workers/" + id + " removes it");
              }
              return membership.delete(id).replaceWith(true);
            });
  }

  private static boolean isOlder(Worker worker) {
    return worker.registeredBy.equals(BEARER.name());
  }

  private static ProblemException unknown() {
    return ProblemException.of(404, "worker_not_found", "Worker not found");
  }
}
