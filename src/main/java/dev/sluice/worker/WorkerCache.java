package dev.sluice.worker;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The workers in memory, as last written, so that a poll or a match needs no query. */
@Singleton
public class WorkerCache {
  private final Workers workers;
  private final Map<String, Worker> byId = new ConcurrentHashMap<>();

  WorkerCache(Workers workers) {
    this.workers = workers;
    workers.changes().project(change -> put(change.worker()));
  }

  /** Reads the workers from the database, when this process starts. */
  public Uni<Void> recover() {
    return workers.list().invoke(all -> all.forEach(this::put)).replaceWithVoid();
  }

  /** Reads one worker from the database again. */
  public Uni<Void> refresh(String id) {
    return workers
        .find(id)
        .onItem()
        .ifNotNull()
        .invoke(this::put)
        .onItem()
        .ifNull()
        .switchTo(
            () -> {
              byId.remove(id);
              return Uni.createFrom().nullItem();
            })
        .replaceWithVoid();
  }

  /** All workers but those that were removed. */
  public Collection<Worker> all() {
    return List.copyOf(byId.values());
  }

  public Optional<Worker> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  void put(Worker worker) {
    if (worker.deleted) {
      byId.remove(worker.id);
    } else {
      byId.put(worker.id, worker);
    }
  }
}
