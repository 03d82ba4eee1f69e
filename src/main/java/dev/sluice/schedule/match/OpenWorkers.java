package dev.sluice.schedule.match;

import dev.sluice.wire.Requirements;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The workers that may take jobs in one round, the least loaded first. What is reserved in a round
 * is not given back in it, so a worker that a kind does not fit on never fits it again and its load
 * never falls: the search for a kind goes on where the one before ended, and a kind that demands no
 * less than one that fits nowhere is not searched for. Not thread-safe.
 */
final class OpenWorkers {
  private final Fit fit;
  private final TreeMap<Place, WorkerCapacity> byLoad = new TreeMap<>();
  private final Map<Kind, Place> searchedUpTo = new HashMap<>();
  private final List<Kind> fitNowhere = new ArrayList<>();

  /** Where a worker stands; two with the same load stand in the order of their ids. */
  private record Place(double load, String id) implements Comparable<Place> {
    static Place of(WorkerCapacity worker) {
      return new Place(worker.loadScore(), worker.worker().id);
    }

    @Override
    public int compareTo(Place other) {
      int byLoad = Double.compare(load, other.load);
      return byLoad == 0 ? id.compareTo(other.id) : byLoad;
    }
  }

  OpenWorkers(Fit fit, Collection<WorkerCapacity> workers) {
    this.fit = fit;
    for (WorkerCapacity worker : workers) {
      if (worker.mayTake()) {
        byLoad.put(Place.of(worker), worker);
      }
    }
  }

  boolean isEmpty() {
    return byLoad.isEmpty();
  }

  /** Reserves room for the job on the least loaded worker that it fits on, if there is one. */
  Optional<WorkerCapacity> place(QueuedJob job) {
    Place found = search(job);
    if (found == null) {
      fitNowhere.add(job.kind());
      return Optional.empty();
    }
    searchedUpTo.put(job.kind(), found);
    WorkerCapacity worker = byLoad.remove(found);
    worker.reserve(job.requirements());
    if (worker.hasSlot()) {
      byLoad.put(Place.of(worker), worker);
    }
    return Optional.of(worker);
  }

  private @Nullable Place search(QueuedJob job) {
    if (fitNowhere.stream().anyMatch(less -> demandsNoLess(job.kind(), less))) {
      return null;
    }
    Place from = searchedUpTo.get(job.kind());
    for (Map.Entry<Place, WorkerCapacity> next :
        (from == null ? byLoad : byLoad.tailMap(from, true)).entrySet()) {
      if (fit.isRoom(job, next.getValue())) {
        return next.getKey();
      }
    }
    return null;
  }

  private static boolean demandsNoLess(Kind kind, Kind than) {
    Requirements more = kind.requirements();
    Requirements less = than.requirements();
    return kind.operation().equals(than.operation())
        && more.cpu() >= less.cpu()
        && more.ramMb() >= less.ramMb()
        && more.labels().entrySet().containsAll(less.labels().entrySet());
  }
}
