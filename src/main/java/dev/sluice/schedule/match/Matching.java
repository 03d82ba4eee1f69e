package dev.sluice.schedule.match;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One round of matching, a pure function: in the order of the queue, each job gets the least loaded
 * worker that it fits on. A job that fits nowhere does not block those behind it.
 */
final class Matching {
  private final Fit fit;

  Matching(Fit fit) {
    this.fit = fit;
  }

  record Match(QueuedJob job, WorkerCapacity worker) {}

  List<Match> match(List<QueuedJob> queue, Collection<WorkerCapacity> workers) {
    List<Match> matches = new ArrayList<>();
    List<WorkerCapacity> open =
        new ArrayList<>(workers.stream().filter(WorkerCapacity::mayTake).toList());
    // Jobs with equal needs fit on the same workers: of a long queue of equals one is tried.
    Set<Object> hopeless = new HashSet<>();
    for (QueuedJob job : queue) {
      if (open.isEmpty()) {
        break;
      }
      Object kind = List.of(job.operation(), job.requirements());
      if (hopeless.contains(kind)) {
        continue;
      }
      Optional<WorkerCapacity> best =
          open.stream()
              .filter(worker -> fit.obstacle(job, worker).isEmpty())
              .min(
                  Comparator.comparingDouble(WorkerCapacity::loadScore)
                      .thenComparing(w -> w.worker().id));
      if (best.isEmpty()) {
        hopeless.add(kind);
        continue;
      }
      best.get().reserve(job.requirements());
      matches.add(new Match(job, best.get()));
      open.removeIf(worker -> !worker.hasSlot());
    }
    return matches;
  }
}
