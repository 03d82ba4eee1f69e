package dev.sluice.legacy.executor.worker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.legacy.executor.ApiBody;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the last heartbeats to this server said of containers, for the list of workers. */
@Singleton
final class Containers {
  private static final List<String> FIELDS =
      List.of("dockerContainers", "dockerCpuUsage", "dockerMemoryMb");
  private static final int MOST = 10_000;

  private final Cache<String, Map<String, Double>> last =
      Caffeine.newBuilder()
          .maximumSize(MOST)
          .expireAfterWrite(Duration.ofDays(1))
          .executor(Runnable::run)
          .build();

  /** A field that is absent keeps its value. */
  void heard(String workerId, ApiBody body) {
    Map<String, Double> values = new LinkedHashMap<>(of(workerId));
    for (String field : FIELDS) {
      body.number(field).ifPresent(value -> values.put(field, value));
    }
    last.put(workerId, Map.copyOf(values));
  }

  /** Adds all fields; one of which nothing is known is 0. */
  void addTo(ObjectNode worker, String workerId) {
    Map<String, Double> values = of(workerId);
    FIELDS.forEach(field -> worker.put(field, values.getOrDefault(field, 0.0)));
  }

  private Map<String, Double> of(String workerId) {
    Map<String, Double> values = last.getIfPresent(workerId);
    return values == null ? Map.of() : values;
  }
}
