package dev.sluice.schedule.match;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The queues of several kinds, the longest first. Not thread-safe. */
final class KindQueues {
  private final Map<Kind, KindQueue> byKind = new HashMap<>();
  private final TreeSet<KindQueue> longestFirst =
      new TreeSet<>(
          Comparator.comparingInt(KindQueue::size).reversed().thenComparing(queue -> queue.number));
  private int total;

  /** The number of jobs in all queues. */
  int total() {
    return total;
  }

  Iterable<KindQueue> all() {
    return longestFirst;
  }

  KindQueue longest() {
    return longestFirst.first();
  }

  @Nullable KindQueue find(Kind kind) {
    return byKind.get(kind);
  }

  void put(KindQueue queue) {
    byKind.put(queue.kind, queue);
    longestFirst.add(queue);
    total += queue.size();
  }

  void remove(KindQueue queue) {
    byKind.remove(queue.kind);
    longestFirst.remove(queue);
    total -= queue.size();
  }

  /** Changes the length of a queue that is in here. */
  void change(KindQueue queue, Runnable change) {
    longestFirst.remove(queue);
    total -= queue.size();
    change.run();
    total += queue.size();
    longestFirst.add(queue);
  }
}
