package dev.sluice.worker;

import dev.sluice.http.BearerToken;
import dev.sluice.http.ProblemException;
import dev.sluice.text.Sha256;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out which worker calls, by the token of its registration, and notes that it was heard. */
@Singleton
public final class WorkerAuthenticator {
  private final Workers workers;
  private final WorkerCache cache;
  private final Presence presence;

  WorkerAuthenticator(Workers workers, WorkerCache cache, Presence presence) {
    this.workers = workers;
    this.cache = cache;
    this.presence = presence;
  }

  /**
   * The worker that calls.
   *
   * @throws ProblemException 404 unknown, 410 removed, 401 when the token is not that of its
   *     present incarnation
   */
  public Uni<Worker> authenticate(String id, @Nullable String authorization) {
    String digest = Sha256.of(bearer(authorization));
    Optional<Worker> known = cache.find(id).filter(worker -> worker.tokenDigest.equals(digest));
    return known
        .map(worker -> Uni.createFrom().item(worker))
        .orElseGet(() -> lookUp(id, digest))
        .invoke(worker -> presence.heard(worker.id));
  }

  /**
   * The worker that calls without a token of its own.
   *
   * @param bearer the name of the access token with which it must have registered
   * @return a null item for a worker that is unknown, was removed, or registered otherwise
   */
  public Uni<@Nullable Worker> registeredBy(String bearer, String id) {
    Optional<Worker> known = cache.find(id);
    return known
        .map(worker -> Uni.createFrom().<@Nullable Worker>item(worker))
        .orElseGet(() -> workers.find(id))
        .map(worker -> isOf(bearer, worker) ? worker : null)
        .onItem()
        .ifNotNull()
        .invoke(worker -> presence.heard(worker.id));
  }

  private static boolean isOf(String bearer, @Nullable Worker worker) {
    return worker != null && !worker.deleted && worker.registeredBy.equals(bearer);
  }

  /** As {@link #authenticate}, by the head of a request. */
  public Uni<Worker> authenticateHead(String id, HttpServerRequest request) {
    return authenticate(WorkerId.check(id), request.getHeader("Authorization"));
  }

  /**
   * The token of a header {@code Authorization}.
   *
   * @throws ProblemException 401 without a token
   */
  public static String bearer(@Nullable String authorization) {
    String token = BearerToken.of(authorization);
    if (token == null) {
      throw ProblemException.of(
          401, "unauthorized", "Authorization must be Bearer and the token of the registration");
    }
    return token;
  }

  private Uni<Worker> lookUp(String id, String digest) {
    return workers
        .find(id)
        .onItem()
        .ifNull()
        .failWith(() -> WorkerId.unknown(id))
        .invoke(worker -> check(worker, digest))
        .invoke(cache::put);
  }

  private static void check(Worker worker, String digest) {
    if (worker.deleted) {
      throw ProblemException.of(410, "worker_deleted", "this worker was removed; register again");
    }
    if (!worker.tokenDigest.equals(digest)) {
      throw ProblemException.of(
          401, "stale_token", "the token is not that of this worker's present registration");
    }
  }
}
