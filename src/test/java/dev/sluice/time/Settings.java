package dev.sluice.time;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** Makes settings with their default values, or with some changed. */
public final class Settings {
  private Settings() {}

  public static <T> T of(Class<T> type) {
    return of(type, Map.of());
  }

  public static <T> T of(Class<T> type, Map<String, String> changed) {
    return new SmallRyeConfigBuilder()
        .withMapping(type)
        .withConverter(
            java.time.Duration.class, 200, new io.quarkus.runtime.configuration.DurationConverter())
        .withSources(new PropertiesConfigSource(changed, "test", 500))
        .build()
        .getConfigMapping(type);
  }
}
