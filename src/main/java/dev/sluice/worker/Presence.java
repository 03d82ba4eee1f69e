package dev.sluice.worker;

import dev.sluice.time.Timers;
import dev.sluice.time.Topic;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says whether a worker is alive: when it was last heard, whether it is present, suspect or silent.
 *
 * <p>It goes by the monotonic clock, so a jump of the wall clock retires no worker. It knows only
 * what this process heard: the store may call a worker healthy that died before this process
 * started.
 */
@Singleton
public class Presence {
  private final WorkerConfig config;
  private final Timers timers;
  private final Map<String, Sighting> sightings = new ConcurrentHashMap<>();
  private final Topic<String> returned = new Topic<>();

  private enum State {
    /** Not heard since this process started. */
    UNHEARD,
    /** Heard, and its connection stands. */
    PRESENT,
    /** It has shown that it ends, and has not called since. */
    SUSPECT
  }

  /**
   * @param at by {@link Timers#nanoTime}: when the worker was last heard, or when this process
   *     first asked about it
   */
  private record Sighting(long at, State state) {}

  public Presence(Workers workers, WorkerConfig config, Timers timers) {
    this.config = config;
    this.timers = timers;
    workers.changes().project(this::follow);
  }

  /** Publishes the id of each worker that becomes present by a call. */
  public Topic<String> returned() {
    return returned;
  }

  /** The worker has called, with a valid token. */
  void heard(String workerId) {
    Sighting before = sightings.put(workerId, new Sighting(timers.nanoTime(), State.PRESENT));
    if (before == null || before.state() != State.PRESENT) {
      returned.publish(workerId);
    }
  }

  /**
   * The connection of the worker's poll broke, or it handed an attempt back because it ends: it is
   * suspect until it calls again.
   */
  public void suspect(String workerId) {
    sightings.computeIfPresent(workerId, (id, last) -> new Sighting(last.at(), State.SUSPECT));
  }

  /** Whether the worker may get new work: heard since this process started, and not suspect. */
  public boolean isPresent(String workerId) {
    return stateOf(workerId) == State.PRESENT;
  }

  /**
   * Whether the worker was not heard for so long that it counts as lost. A worker not heard since
   * this process started counts from the first time that this method was asked about it.
   */
  public boolean isSilent(String workerId) {
    Sighting last =
        sightings.computeIfAbsent(workerId, id -> new Sighting(timers.nanoTime(), State.UNHEARD));
    return timers.millisSince(last.at()) > patience(last.state()).toMillis();
  }

  /** Milliseconds since the worker was last heard; empty when this process does not know it. */
  public OptionalLong ageMs(String workerId) {
    Sighting last = sightings.get(workerId);
    return last == null ? OptionalLong.empty() : OptionalLong.of(timers.millisSince(last.at()));
  }

  /** A suspect worker that also misses its next heartbeat has most likely died. */
  private Duration patience(State state) {
    Duration nextHeartbeat = config.heartbeat().multipliedBy(3).dividedBy(2);
    return state == State.SUSPECT && nextHeartbeat.compareTo(config.offlineAfter()) < 0
        ? nextHeartbeat
        : config.offlineAfter();
  }

  private State stateOf(String workerId) {
    Sighting last = sightings.get(workerId);
    return last == null ? State.UNHEARD : last.state();
  }

  private void follow(Workers.Change change) {
    String id = change.worker().id;
    if (change.kind() == Workers.Change.Kind.JOINED) {
      sightings.put(id, new Sighting(timers.nanoTime(), State.PRESENT));
    } else if (change.worker().deleted) {
      sightings.remove(id);
    }
  }
}
