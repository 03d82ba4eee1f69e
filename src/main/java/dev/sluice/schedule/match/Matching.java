package dev.sluice.schedule.match;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One round of matching, pure: in the queue's order each job gets the least loaded worker that it
 * fits on. A job that fits nowhere does not block those behind it.
 */
final class Matching {
  private final Fit fit;

  Matching(Fit fit) {
    this.fit = fit;
  }

  record Match(QueuedJob job, Room room) {}

  List<Match> match(List<QueuedJob> queue, Collection<Room> rooms) {
    List<Match> matches = new ArrayList<>();
    List<Room> open = new ArrayList<>(rooms.stream().filter(Room::mayTake).toList());
    // Jobs that ask for the same are refused by the same: a long queue of equals is looked at once.
    Set<Object> hopeless = new HashSet<>();
    for (QueuedJob job : queue) {
      if (open.isEmpty()) {
        break;
      }
      Object kind = List.of(job.operation(), job.requirements());
      if (hopeless.contains(kind)) {
        continue;
      }
      Optional<Room> best =
          open.stream()
              .filter(room -> fit.obstacle(job, room).isEmpty())
              .min(Comparator.comparingDouble(LoadScore::of).thenComparing(r -> r.worker().id));
      if (best.isEmpty()) {
        hopeless.add(kind);
        continue;
      }
      best.get().reserve(job.requirements());
      matches.add(new Match(job, best.get()));
      open.removeIf(room -> !room.hasSlot());
    }
    return matches;
  }
}
