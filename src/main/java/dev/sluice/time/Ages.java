package dev.sluice.time;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * For how long this process has seen each thing without a break, by the monotonic clock: neither a
 * jump of the wall clock counts nor the time before the process started.
 */
public final class Ages<T> {
  private final Timers timers;
  private volatile Map<T, Long> seenSince = Map.of();

  public Ages(Timers timers) {
    this.timers = timers;
  }

  /** Sees these things, and forgets all others. */
  public void look(Collection<? extends T> present) {
    long now = timers.nanoTime();
    Map<T, Long> before = seenSince;
    Map<T, Long> after = new HashMap<>();
    present.forEach(thing -> after.put(thing, before.getOrDefault(thing, now)));
    seenSince = after;
  }

  /** The time since the first of the looks that saw the thing; zero if the last one did not. */
  public Duration of(T thing) {
    Long since = seenSince.get(thing);
    return since == null ? Duration.ZERO : Duration.ofNanos(timers.nanoTime() - since);
  }
}
