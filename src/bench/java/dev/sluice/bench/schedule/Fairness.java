package dev.sluice.bench.schedule;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** How long jobs waited, by what distinguishes them, and which overtook others of their sort. */
final class Fairness {
  private static final int PRIORITIES = 10;

  private final Workload load;
  private final Waits all = new Waits();
  private final Map<Integer, Waits> byPriority = new TreeMap<>();
  private final Map<Double, Waits> bySize = new TreeMap<>();
  private final Map<Map<String, String>, Waits> byLabels = new LinkedHashMap<>();
  private final int[] lastBefore;
  private final int[] last;
  private final long[] round;
  private long overtaken;
  private long furthestNanos;

  Fairness(Workload load) {
    this.load = load;
    int sorts = load.kinds.all().size() * PRIORITIES;
    lastBefore = new int[sorts];
    last = new int[sorts];
    round = new long[sorts];
  }

  /** A job was assigned for the first time, by the write of a round at {@code now}. */
  void assigned(int number, SimulatedJobs store, long now) {
    JobKinds.One kind = load.kinds.all().get(load.kind(number));
    long wait = now - store.arrivedNanos(number);
    all.add(wait);
    byPriority.computeIfAbsent(load.priority(number), p -> new Waits()).add(wait);
    bySize.computeIfAbsent(kind.requirements().cpu(), c -> new Waits()).add(wait);
    byLabels.computeIfAbsent(kind.requirements().labels(), l -> new Waits()).add(wait);
    order(load.kind(number) * PRIORITIES + load.priority(number), number, store, now);
  }

  private void order(int sort, int number, SimulatedJobs store, long now) {
    if (round[sort] != now) {
      round[sort] = now;
      lastBefore[sort] = last[sort];
    }
    if (number < lastBefore[sort]) {
      overtaken++;
      long by = store.arrivedNanos(lastBefore[sort]) - store.arrivedNanos(number);
      furthestNanos = Math.max(furthestNanos, by);
    }
    last[sort] = Math.max(last[sort], number);
  }

  Waits all() {
    return all;
  }

  long overtaken() {
    return overtaken;
  }

  /** By how much later a job had come that was assigned before another of its sort, seconds. */
  double furthestS() {
    return furthestNanos / 1e9;
  }

  Map<String, Object> priorities() {
    return json(byPriority);
  }

  Map<String, Object> sizes() {
    return json(bySize);
  }

  Map<String, Object> labels() {
    return json(byLabels);
  }

  private static Map<String, Object> json(Map<?, Waits> waits) {
    Map<String, Object> json = new LinkedHashMap<>();
    waits.forEach((key, one) -> json.put(key.toString(), one.json()));
    return json;
  }
}
