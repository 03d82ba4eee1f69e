package dev.sluice.app;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SmallRyeConfigBuilderCustomizer;
import io.smallrye.config.SysPropConfigSource;

/**
 * Lets a private server read JVM properties only, which its process sets itself. Environment
 * variables, {@code .env} and {@code config/application.properties} are meant for the operator's
 * server: with the address of its database in them, a private server would use that database
 * (decision 0023).
 */
public final class PrivateConfiguration implements SmallRyeConfigBuilderCustomizer {
  /** The JVM property that makes a server private. */
  static final String PROPERTY = "sluice.private";

  static boolean isPrivate() {
    return Boolean.getBoolean(PROPERTY);
  }

  @Override
  public void configBuilder(SmallRyeConfigBuilder builder) {
    if (isPrivate()) {
      builder
          .setAddDefaultSources(false)
          .setAddSystemSources(false)
          .setAddPropertiesSources(false)
          .setAddDiscoveredSources(false)
          .withSources(new SysPropConfigSource());
    }
  }

  /** Runs last, to remove the sources that the others have added. */
  @Override
  public int priority() {
    return Integer.MAX_VALUE;
  }
}
