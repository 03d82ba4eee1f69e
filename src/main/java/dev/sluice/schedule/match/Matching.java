package dev.sluice.schedule.match;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * One round of matching, a pure function: in the order of the queue, each job gets the least loaded
 * worker that it fits on. A job that fits nowhere does not block those behind it, and those of its
 * kind are not tried.
 */
final class Matching {
  private final Fit fit;

  Matching(Fit fit) {
    this.fit = fit;
  }

  record Match(QueuedJob job, WorkerCapacity worker) {}

  /**
   * @param heads the first jobs of each kind, in the order of the queue within a kind
   * @param limit the most matches
   */
  List<Match> match(List<List<QueuedJob>> heads, Collection<WorkerCapacity> workers, int limit) {
    List<Match> matches = new ArrayList<>();
    OpenWorkers open = new OpenWorkers(fit, workers);
    PriorityQueue<Head> kinds = new PriorityQueue<>();
    heads.stream().filter(head -> !head.isEmpty()).forEach(head -> kinds.add(new Head(head, 0)));
    while (!kinds.isEmpty() && !open.isEmpty() && matches.size() < limit) {
      Head head = kinds.remove();
      Optional<WorkerCapacity> worker = open.place(head.job());
      if (worker.isEmpty()) {
        continue; // The others of its kind fit nowhere either.
      }
      matches.add(new Match(head.job(), worker.get()));
      head.next().ifPresent(kinds::add);
    }
    return matches;
  }

  /** The next job of a kind. */
  private record Head(List<QueuedJob> jobs, int index) implements Comparable<Head> {
    QueuedJob job() {
      return jobs.get(index);
    }

    Optional<Head> next() {
      return index + 1 < jobs.size() ? Optional.of(new Head(jobs, index + 1)) : Optional.empty();
    }

    @Override
    public int compareTo(Head other) {
      return QueuedJob.ORDER.compare(job(), other.job());
    }
  }
}
