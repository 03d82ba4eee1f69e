package dev.sluice.schedule;

import dev.sluice.signal.Timers;
import dev.sluice.worker.PollConnection;
import dev.sluice.worker.Polls;
import dev.sluice.worker.WorkerChange;
import dev.sluice.worker.Workers;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When each worker was last heard of, by the monotonic clock: a jump of the wall clock retires
 * nobody. A worker not heard of since this process started counts from when it was first asked
 * about.
 */
@ApplicationScoped
public class LastHeard {
  private final Timers timers;
  private final Map<String, Long> at = new ConcurrentHashMap<>();
  private final Set<String> suspects = ConcurrentHashMap.newKeySet();

  LastHeard(Workers workers, Polls polls, Timers timers) {
    this.timers = timers;
    workers.changes().subscribe(this::follow);
    polls.connections().subscribe(this::follow);
  }

  long of(String workerId) {
    return at.computeIfAbsent(workerId, id -> timers.nanoTime());
  }

  OptionalLong ageMs(String workerId) {
    Long heard = at.get(workerId);
    return heard == null ? OptionalLong.empty() : OptionalLong.of(timers.millisSince(heard));
  }

  /** Its poll broke off: it is given only until its next heartbeat is due. */
  boolean isSuspect(String workerId) {
    return suspects.contains(workerId);
  }

  private void follow(PollConnection connection) {
    if (connection.broke()) {
      suspects.add(connection.workerId());
    } else {
      heard(connection.workerId());
    }
  }

  private void heard(String workerId) {
    at.put(workerId, timers.nanoTime());
    suspects.remove(workerId);
  }

  private void follow(WorkerChange change) {
    switch (change.kind()) {
      case JOINED, HEARTBEAT -> heard(change.worker().id);
      case SILENT, STANDING -> {
        if (change.worker().deleted) {
          at.remove(change.worker().id);
          suspects.remove(change.worker().id);
        }
      }
    }
  }
}
