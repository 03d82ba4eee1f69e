package dev.sluice.schedule.match;

import dev.sluice.time.Timers;
import dev.sluice.worker.Polls;
import dev.sluice.worker.WorkerChange;
import dev.sluice.worker.Workers;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When each worker was last heard of, by the monotonic clock: a jump of the wall clock retires
 * nobody. A worker not heard of since this process started counts from when it was first asked
 * about.
 */
@Singleton
public class LastHeard {
  private final Timers timers;
  private final Map<String, Long> at = new ConcurrentHashMap<>();

  public LastHeard(Workers workers, Polls polls, Timers timers) {
    this.timers = timers;
    workers.changes().project(this::follow);
    polls.polled().project(worker -> heard(worker.id));
  }

  public long of(String workerId) {
    return at.computeIfAbsent(workerId, id -> timers.nanoTime());
  }

  public OptionalLong ageMs(String workerId) {
    Long heard = at.get(workerId);
    return heard == null ? OptionalLong.empty() : OptionalLong.of(timers.millisSince(heard));
  }

  private void heard(String workerId) {
    at.put(workerId, timers.nanoTime());
  }

  private void follow(WorkerChange change) {
    switch (change.kind()) {
      case JOINED, HEARTBEAT -> heard(change.worker().id);
      case SILENT, STANDING -> {
        if (change.worker().deleted) {
          at.remove(change.worker().id);
        }
      }
    }
  }
}
