package dev.sluice.bench.schedule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Looks, by the books of the store and of the machines, for jobs that wait although a worker has
 * room for them. Of each kind it looks at the job that came first.
 */
final class Starvation {
  private final Workload load;
  private final SimulatedJobs store;
  private final Machines machines;
  private final List<Line> lines = new ArrayList<>();
  private long longest;
  private int longestJob = -1;

  /** The jobs of one kind in the order of their arrival. */
  private static final class Line {
    private int[] jobs = new int[1_024];
    private int end;
    private int first;
    private int watched = -1;
    private long since;

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
    load.kinds.all().forEach(kind -> lines.add(new Line()));
  }

  void arrived(int job) {
    if (load.delayMs(job) == 0) {
      lines.get(load.kind(job)).add(job);
    }
  }

  void look(long now) {
    for (int kind = 0; kind < lines.size(); kind++) {
      Line line = lines.get(kind);
      int job = first(line);
      if (job < 0 || !machines.haveRoomFor(load.kinds.all().get(kind).requirements())) {
        line.watched = -1;
      } else if (line.watched != job) {
        line.watched = job;
        line.since = now;
      } else if (now - line.since > longest) {
        longest = now - line.since;
        longestJob = job;
      }
    }
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
