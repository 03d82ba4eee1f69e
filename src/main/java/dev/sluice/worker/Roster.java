package dev.sluice.worker;

import dev.sluice.http.ProblemException;
import dev.sluice.time.Topic;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The workers in memory, as last written, so that a poll need not ask the store who is polling.
 * Follows the gate's writes; a worker that is not known here is looked up.
 */
@Singleton
public class Roster {
  private final Workers workers;
  private final Map<String, Worker> byId = new ConcurrentHashMap<>();
  private final Set<String> heard = ConcurrentHashMap.newKeySet();
  private final Set<String> suspect = ConcurrentHashMap.newKeySet();
  private final Topic<Worker> returned = new Topic<>();

  Roster(Workers workers) {
    this.workers = workers;
    workers.changes().project(this::follow);
  }

  /** Publishes each worker that calls for the first time, or again after its poll broke. */
  public Topic<Worker> returned() {
    return returned;
  }

  /** Reads the workers from the database, when this process starts. */
  public Uni<Void> recover() {
    return workers.list().invoke(all -> all.forEach(this::follow)).replaceWithVoid();
  }

  public Collection<Worker> all() {
    return List.copyOf(byId.values());
  }

  public Optional<Worker> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /**
   * Whether it has called since this process started, and since a call of it broke off. What the
   * store says of a worker may be from before a restart, and the worker long gone: it gets no work
   * before it is heard of.
   */
  public boolean hasBeenHeard(String id) {
    return heard.contains(id);
  }

  /** A call of it broke off: it may be gone, and gets no work before it is heard of again. */
  void brokeOff(String id) {
    if (byId.containsKey(id)) {
      suspect.add(id);
      heard.remove(id);
    }
  }

  /** Whether a call of it broke off, and it has not been heard of since. */
  public boolean isSuspect(String id) {
    return suspect.contains(id);
  }

  /**
   * The worker that is calling.
   *
   * @throws ProblemException 404 unknown, 410 removed, 401 when the token is not that of its
   *     present incarnation
   */
  Uni<Worker> authenticate(String id, @Nullable String authorization) {
    String token = bearer(authorization);
    Worker known = byId.get(id);
    if (known != null && known.tokenDigest.equals(Tokens.digest(token))) {
      return Uni.createFrom().item(check(id, Optional.of(known), token)).invoke(this::hear);
    }
    return workers
        .find(id)
        .map(found -> check(id, found, token))
        .invoke(this::follow)
        .invoke(this::hear);
  }

  static String bearer(@Nullable String authorization) {
    if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
      throw ProblemException.of(
          401, "unauthorized", "Authorization must be Bearer and the token of the registration");
    }
    return authorization.substring(7).trim();
  }

  private static Worker check(String id, Optional<Worker> found, String token) {
    Worker worker = found.orElseThrow(() -> Workers.unknown(id));
    if (worker.deleted) {
      throw ProblemException.of(410, "worker_deleted", "this worker was removed; register again");
    }
    if (!worker.tokenDigest.equals(Tokens.digest(token))) {
      throw ProblemException.of(
          401, "stale_token", "the token is not that of this worker's present registration");
    }
    return worker;
  }

  private void hear(Worker worker) {
    suspect.remove(worker.id);
    if (heard.add(worker.id)) {
      returned.publish(worker);
    }
  }

  private void follow(WorkerChange change) {
    if (change.kind() == WorkerChange.Kind.JOINED) {
      suspect.remove(change.worker().id);
      heard.add(change.worker().id);
    }
    follow(change.worker());
  }

  private void follow(Worker worker) {
    if (worker.deleted) {
      byId.remove(worker.id);
      heard.remove(worker.id);
      suspect.remove(worker.id);
    } else {
      byId.put(worker.id, worker);
    }
  }
}
