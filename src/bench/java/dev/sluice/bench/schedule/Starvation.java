package dev.sluice.bench.schedule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Looks, by the books of the store and of the machines, for jobs that wait although a worker has
 * room for them. Of each kind it looks at the job that is to be assigned next.
 */
final class Starvation {
  private static final int PRIORITIES = 10;

  /** Waiting time that is worth one level of priority, by default. */
  private static final long AGEING = 60_000_000_000L;

  private final Workload load;
  private final SimulatedJobs store;
  private final Machines machines;
  private final List<Line> lines = new ArrayList<>();
  private final int[] watched;
  private final long[] since;
  private long longest;
  private int longestJob = -1;

  /** The jobs of one kind and priority in the order of their arrival. */
  private static final class Line {
    private int[] jobs = new int[1_024];
    private int end;
    private int first;

    private void add(int job) {
      if (end == jobs.length) {
        jobs = Arrays.copyOf(jobs, end * 2);
      }
      jobs[end++] = job;
    }
  }

  Starvation(Workload load, SimulatedJobs store, Machines machines) {
    this.load = load;
    this.store = store;
    this.machines = machines;
    int kinds = load.kinds.all().size();
    this.watched = new int[kinds];
    this.since = new long[kinds];
    for (int i = 0; i < kinds * PRIORITIES; i++) {
      lines.add(new Line());
    }
  }

  void arrived(int job) {
    if (load.delayMs(job) == 0) {
      lines.get(load.kind(job) * PRIORITIES + load.priority(job)).add(job);
    }
  }

  void look(long now) {
    for (int kind = 0; kind < watched.length; kind++) {
      int job = next(kind);
      if (job < 0 || !machines.haveRoomFor(load.kinds.all().get(kind).requirements())) {
        watched[kind] = -1;
      } else if (watched[kind] != job) {
        watched[kind] = job;
        since[kind] = now;
      } else if (now - since[kind] > longest) {
        longest = now - since[kind];
        longestJob = job;
      }
    }
  }

  private int next(int kind) {
    int next = -1;
    for (int priority = 0; priority < PRIORITIES; priority++) {
      int first = first(lines.get(kind * PRIORITIES + priority));
      if (first >= 0 && (next < 0 || rank(first) < rank(next))) {
        next = first;
      }
    }
    return next;
  }

  private long rank(int job) {
    return store.arrivedNanos(job) - load.priority(job) * AGEING;
  }

  private int first(Line line) {
    while (line.first < line.end
        && (!store.isQueued(line.jobs[line.first]) || store.hasFailed(line.jobs[line.first]))) {
      line.first++;
    }
    return line.first < line.end ? line.jobs[line.first] : -1;
  }

  /** The longest time for which one job was seen waiting while a worker had room for it. */
  double longestS() {
    return longest / 1e9;
  }

  /** The kind of that job. */
  String ofKind() {
    return longestJob < 0 ? "none" : load.kinds.all().get(load.kind(longestJob)).name();
  }
}
