package dev.sluice.worker.call;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.time.Timers;
import dev.sluice.wire.AttemptRef;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Since when each worker has not listed attempts that it holds, by the monotonic clock: one
 * heartbeat without an attempt may have crossed its assignment on the way.
 */
@Singleton
final class Unlisted {
  private final Timers timers;

  /** Of the last heartbeat of each worker. */
  private final Cache<String, Map<AttemptRef, Long>> since =
      Caffeine.newBuilder().expireAfterWrite(Duration.ofHours(1)).executor(Runnable::run).build();

  Unlisted(Timers timers) {
    this.timers = timers;
  }

  /**
   * Takes note of the attempts that a heartbeat did not list.
   *
   * @return those that no heartbeat of the worker has listed for {@code patience}
   */
  Set<AttemptRef> forLong(String workerId, Collection<AttemptRef> missing, Duration patience) {
    long now = timers.nanoTime();
    Map<AttemptRef, Long> before = since.get(workerId, unknown -> Map.of());
    Map<AttemptRef, Long> after = new HashMap<>();
    missing.forEach(ref -> after.put(ref, before.getOrDefault(ref, now)));
    since.put(workerId, after);
    return after.entrySet().stream()
        .filter(entry -> now - entry.getValue() >= patience.toNanos())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }
}
