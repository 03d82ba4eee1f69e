package dev.sluice.worker;

import dev.sluice.replica.ChangedIds;
import dev.sluice.replica.Signal;
import dev.sluice.replica.Signals;
import dev.sluice.time.Timers;
import dev.sluice.worker.Workers.Change;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells other servers which workers this one writes, and reads the workers that they write. */
@Singleton
public final class WorkerSignals {
  private final Workers workers;
  private final WorkerCache cache;
  private final Signals signals;
  private final ChangedIds changed;

  WorkerSignals(Workers workers, WorkerCache cache, Signals signals, Timers timers) {
    this.workers = workers;
    this.cache = cache;
    this.signals = signals;
    this.changed = new ChangedIds("workers", timers, this::read);
  }

  /** Begins to tell and to listen. */
  public void begin() {
    workers.changes().wake(this::tell);
    signals.received().project(this::listen);
  }

  private void tell(Change change) {
    if (change.here()) {
      signals.send(new Signal(Signal.Kind.WORKER, change.worker().id, 0));
    }
  }

  private void listen(Signal signal) {
    if (signal.kind() == Signal.Kind.WORKER) {
      changed.add(signal.key());
    }
  }

  private Uni<Void> read(List<String> ids) {
    return workers.find(ids).invoke(found -> takeOver(ids, found)).replaceWithVoid();
  }

  /** Reads all workers: signals may have been lost. */
  public Uni<Void> readAll() {
    return workers
        .list()
        .invoke(
            found -> {
              Set<String> known = new HashSet<>();
              cache.all().forEach(worker -> known.add(worker.id));
              takeOver(known, found);
            })
        .replaceWithVoid();
  }

  /**
   * @param asked the ids of workers that are gone if they are not among those found
   */
  private void takeOver(Collection<String> asked, List<Worker> found) {
    Set<String> gone = new HashSet<>(asked);
    for (Worker worker : found) {
      gone.remove(worker.id);
      kinds(cache.find(worker.id).orElse(null), worker).forEach(kind -> workers.seen(worker, kind));
    }
    gone.stream()
        .map(cache::find)
        .flatMap(Optional::stream)
        .forEach(
            last -> {
              last.deleted = true;
              workers.seen(last, Change.Kind.LEFT);
            });
  }

  /** How the worker changed; empty if it did not, or if the copy in memory is newer. */
  private static List<Change.Kind> kinds(@Nullable Worker before, Worker now) {
    if (before == null) {
      return now.deleted ? List.of() : List.of(Change.Kind.JOINED);
    }
    if (!before.incarnation.equals(now.incarnation)) {
      return List.of(Change.Kind.JOINED);
    }
    List<Change.Kind> kinds = new ArrayList<>();
    if (now.isStandingOtherThan(before)) {
      kinds.add(Change.Kind.STANDING);
    }
    if (now.lastHeartbeatAt.isAfter(before.lastHeartbeatAt)) {
      kinds.add(Change.Kind.HEARTBEAT);
    }
    return now.lastHeartbeatAt.isBefore(before.lastHeartbeatAt) ? List.of() : kinds;
  }
}
