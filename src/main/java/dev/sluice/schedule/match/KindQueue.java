package dev.sluice.schedule.match;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The jobs of one kind that are due, as far as the backlog has room for them: always the first
 * ones. Not thread-safe.
 */
final class KindQueue {
  private static final long NONE_LEFT_OUT = Long.MAX_VALUE;

  final Kind kind;

  /** Distinguishes queues of equal size. */
  final long number;

  private final TreeSet<QueuedJob> jobs = new TreeSet<>(QueuedJob.ORDER);

  /** The rank from which on jobs are left out: a later one that is put in would overtake them. */
  private long leftOutFrom = NONE_LEFT_OUT;

  private int lowWater;

  KindQueue(Kind kind, long number) {
    this.kind = kind;
    this.number = number;
  }

  int size() {
    return jobs.size();
  }

  boolean leavesOut(QueuedJob job) {
    return job.rank() >= leftOutFrom;
  }

  boolean hasLeftOut() {
    return leftOutFrom != NONE_LEFT_OUT;
  }

  /** Whether half of what it held when it last left a job out is gone. */
  boolean isLow() {
    return hasLeftOut() && jobs.size() <= lowWater;
  }

  void add(QueuedJob job) {
    jobs.add(job);
  }

  void remove(QueuedJob job) {
    jobs.remove(job);
  }

  /** Leaves the last job out. */
  QueuedJob evictLast() {
    QueuedJob last = jobs.last();
    jobs.remove(last);
    leftOutFrom = Math.min(leftOutFrom, last.rank());
    lowWater = jobs.size() / 2;
    return last;
  }

  /** Takes jobs of any rank again, because the whole queue is about to be read. */
  void expectAll() {
    leftOutFrom = NONE_LEFT_OUT;
  }

  List<QueuedJob> head(int limit) {
    List<QueuedJob> head = new ArrayList<>(Math.min(limit, jobs.size()));
    for (QueuedJob job : jobs) {
      if (head.size() == limit) {
        break;
      }
      head.add(job);
    }
    return head;
  }
}
