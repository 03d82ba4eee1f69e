package dev.sluice.bench.schedule;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;

/** Settings with their default values. */
final class Defaults {
  private static final int PRIORITY = 200;

  private Defaults() {}

  static <T> T of(Class<T> type) {
    return of(type, Map.of());
  }

  /** Some settings with another value. */
  static <T> T of(Class<T> type, Map<String, String> changed) {
    return new SmallRyeConfigBuilder()
        .withMapping(type)
        .withConverter(Duration.class, PRIORITY, new DurationConverter())
        .withSources(new PropertiesConfigSource(changed, "simulation", 500))
        .build()
        .getConfigMapping(type);
  }
}
