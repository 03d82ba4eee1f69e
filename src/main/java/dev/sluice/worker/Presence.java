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
  /** Fewer suspect workers than this can well have died together, as those of one machine do. */
  private static final int FLEET = 3;

  private final WorkerConfig config;
  private final Timers timers;
  private final Map<String, Sighting> sightings = new ConcurrentHashMap<>();
  private final Topic<String> returned = new Topic<>();
  private final Topic<String> lost = new Topic<>();

  private enum State {
    /** Not heard since this process started, or since its lease was renewed. */
    UNHEARD,
    /** Heard, and its connection stands. */
    PRESENT,
    /** Its connection broke, and it has not called since. */
    SUSPECT,
    /** It was suspect, and has not called in time. */
    LOST,
    /** It has said that it ends. Its calls do not make it present again. */
    ENDING
  }

  /**
   * Both times are by {@link Timers#nanoTime}.
   *
   * @param heardAt when the worker was last heard, or when this process first asked about it
   * @param countsFrom when its time to call began
   */
  private record Sighting(long heardAt, long countsFrom, State state) {}

  public Presence(Workers workers, WorkerConfig config, Timers timers) {
    this.config = config;
    this.timers = timers;
    workers.changes().project(this::follow);
  }

  /** Publishes the id of each worker that becomes present by a call. */
  public Topic<String> returned() {
    return returned;
  }

  /** Publishes the id of each suspect worker whose time to come back is over. */
  public Topic<String> lost() {
    return lost;
  }

  /** The worker has called, with a valid token. */
  void heard(String workerId) {
    State before = stateOf(workerId);
    State after = before == State.ENDING ? State.ENDING : State.PRESENT;
    long now = timers.nanoTime();
    sightings.put(workerId, new Sighting(now, now, after));
    if (after != before) {
      returned.publish(workerId);
    }
  }

  /**
   * The connection of the worker's poll broke: the worker is suspect until it calls again, and lost
   * if it does not call within {@link WorkerConfig#suspectFor}. When most workers are suspect, they
   * get the full lease instead.
   */
  public void suspect(String workerId) {
    long now = timers.nanoTime();
    Sighting suspicion =
        sightings.computeIfPresent(
            workerId,
            (id, last) ->
                last.state() == State.PRESENT
                    ? new Sighting(last.heardAt(), now, State.SUSPECT)
                    : last);
    if (suspicion != null && suspicion.state() == State.SUSPECT) {
      timers.after(config.suspectFor().plusMillis(1), () -> decide(workerId, suspicion));
    }
  }

  private void decide(String workerId, Sighting suspicion) {
    if (!suspicion.equals(sightings.get(workerId))) {
      return;
    }
    if (mostAreSuspect()) {
      renew(State.SUSPECT);
      return;
    }
    Sighting loss = new Sighting(suspicion.heardAt(), suspicion.countsFrom(), State.LOST);
    if (sightings.replace(workerId, suspicion, loss)) {
      lost.publish(workerId);
    }
  }

  /**
   * Whether the connections of most of the fleet broke. A proxy or a network has failed then, and
   * not the workers: they go on, and ending their attempts would lose the work of all of them.
   */
  private boolean mostAreSuspect() {
    long suspects = count(State.SUSPECT);
    return suspects >= FLEET && suspects > count(State.PRESENT);
  }

  private long count(State state) {
    return sightings.values().stream().filter(sighting -> sighting.state() == state).count();
  }

  /**
   * The worker has said that it ends. It closes its poll and calls rarely from now on, which makes
   * it neither suspect nor present.
   */
  public void ends(String workerId) {
    long now = timers.nanoTime();
    sightings.put(workerId, new Sighting(now, now, State.ENDING));
  }

  /** The store has a heartbeat of this worker that this process does not know of. */
  public void renew(String workerId) {
    sightings.computeIfPresent(workerId, (id, last) -> renewed(last));
  }

  /**
   * Gives every worker its full time to call. This process could not reach the store, so it may
   * have missed the calls of workers as well.
   */
  public void renewAll() {
    sightings.replaceAll((id, last) -> renewed(last));
  }

  private void renew(State of) {
    sightings.replaceAll((id, last) -> last.state() == of ? renewed(last) : last);
  }

  private Sighting renewed(Sighting last) {
    State state = last.state() == State.PRESENT ? State.PRESENT : State.UNHEARD;
    return new Sighting(last.heardAt(), timers.nanoTime(), state);
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
    long now = timers.nanoTime();
    Sighting last =
        sightings.computeIfAbsent(workerId, id -> new Sighting(now, now, State.UNHEARD));
    return timers.millisSince(last.countsFrom()) > patience(last.state()).toMillis();
  }

  /** Milliseconds since the worker was last heard; empty when this process does not know it. */
  public OptionalLong ageMs(String workerId) {
    Sighting last = sightings.get(workerId);
    return last == null
        ? OptionalLong.empty()
        : OptionalLong.of(timers.millisSince(last.heardAt()));
  }

  private Duration patience(State state) {
    return switch (state) {
      case SUSPECT, LOST -> config.suspectFor();
      case ENDING ->
          shorter(config.heartbeat().multipliedBy(3).dividedBy(2), config.offlineAfter());
      case UNHEARD, PRESENT -> config.offlineAfter();
    };
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private State stateOf(String workerId) {
    Sighting last = sightings.get(workerId);
    return last == null ? State.UNHEARD : last.state();
  }

  private void follow(Workers.Change change) {
    String id = change.worker().id;
    if (change.kind() == Workers.Change.Kind.JOINED) {
      long now = timers.nanoTime();
      sightings.put(id, new Sighting(now, now, State.PRESENT));
    } else if (change.worker().deleted) {
      sightings.remove(id);
    } else if (!change.here() && change.kind() == Workers.Change.Kind.HEARTBEAT) {
      heard(id);
    }
  }
}
