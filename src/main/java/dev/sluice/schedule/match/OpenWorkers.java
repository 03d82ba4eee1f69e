package dev.sluice.schedule.match;

import dev.sluice.wire.Requirements;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The workers that may take jobs in one round, the least loaded first; sorted only as far as the
 * round looks. What is reserved in a round is not given back in it, so a worker that a kind does
 * not fit on never fits it again and its load never falls: the search for a kind goes on where the
 * one before ended, and a kind that demands no less than one that fits nowhere is not searched for.
 * Not thread-safe.
 */
final class OpenWorkers {
  private final Fit fit;

  /** Those that precede all the others. */
  private final TreeSet<Place> first = new TreeSet<>();

  private final PriorityQueue<Place> others;
  private final Map<Kind, Place> searchedUpTo = new HashMap<>();
  private final List<Kind> fitNowhere = new ArrayList<>();

  /** Where a worker stands; two with the same load stand in the order of their ids. */
  private record Place(double load, WorkerCapacity worker) implements Comparable<Place> {
    static Place of(WorkerCapacity worker) {
      return new Place(worker.loadScore(), worker);
    }

    @Override
    public int compareTo(Place other) {
      int byLoad = Double.compare(load, other.load);
      return byLoad == 0 ? worker.worker().id.compareTo(other.worker.worker().id) : byLoad;
    }
  }

  OpenWorkers(Fit fit, Collection<WorkerCapacity> workers) {
    this.fit = fit;
    List<Place> places = new ArrayList<>(workers.size());
    for (WorkerCapacity worker : workers) {
      if (worker.mayTake()) {
        places.add(Place.of(worker));
      }
    }
    this.others = new PriorityQueue<>(places);
  }

  boolean isEmpty() {
    return first.isEmpty() && others.isEmpty();
  }

  /** Reserves room for the job on the least loaded worker that it fits on, if there is one. */
  Optional<WorkerCapacity> place(QueuedJob job) {
    Place found = isHopeless(job.kind()) ? null : find(job);
    if (found == null) {
      fitNowhere.add(job.kind());
      return Optional.empty();
    }
    searchedUpTo.put(job.kind(), found);
    if (!first.remove(found)) {
      others.remove(found);
    }
    found.worker().reserve(job.kind());
    if (found.worker().hasAnySlot()) {
      putBack(Place.of(found.worker()));
    }
    return Optional.of(found.worker());
  }

  private @Nullable Place find(QueuedJob job) {
    if (job.kind().isLasting()) {
      return leastReserved(job);
    }
    String model = job.kind().model();
    return model == null ? search(job) : leastBusy(job, model);
  }

  /** A process stays for long: the use of the CPU at the moment says little of where it fits. */
  private @Nullable Place leastReserved(QueuedJob job) {
    return Stream.concat(first.stream(), others.stream())
        .filter(place -> fit.isRoom(job, place.worker()))
        .min(
            Comparator.comparingDouble((Place place) -> place.worker().reservedScore())
                .thenComparing(Comparator.naturalOrder()))
        .orElse(null);
  }

  /** Few workers serve one model, and the load of their machines says little of their processes. */
  private @Nullable Place leastBusy(QueuedJob job, String model) {
    return Stream.concat(first.stream(), others.stream())
        .filter(place -> fit.isRoom(job, place.worker()))
        .min(
            Comparator.comparingDouble((Place place) -> place.worker().occupancy(model))
                .thenComparing(Comparator.naturalOrder()))
        .orElse(null);
  }

  private @Nullable Place search(QueuedJob job) {
    Place from = searchedUpTo.get(job.kind());
    for (Place next : from == null ? first : first.tailSet(from, true)) {
      if (fit.isRoom(job, next.worker())) {
        return next;
      }
    }
    while (!others.isEmpty()) {
      Place next = others.remove();
      first.add(next);
      if (fit.isRoom(job, next.worker())) {
        return next;
      }
    }
    return null;
  }

  private void putBack(Place place) {
    if (others.isEmpty() || place.compareTo(others.peek()) < 0) {
      first.add(place);
    } else {
      others.add(place);
    }
  }

  private boolean isHopeless(Kind kind) {
    return fitNowhere.stream().anyMatch(less -> demandsNoLess(kind, less));
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
