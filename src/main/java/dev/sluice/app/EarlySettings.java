package dev.sluice.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Configuration for code that runs before Quarkus and MicroProfile Config start. */
final class EarlySettings {
  private static final Path CONFIGURATION = Path.of("config", "application.properties");

  private EarlySettings() {}

  /**
   * A property from the system properties, the environment or the configuration file, in the order
   * of MicroProfile Config and without expanding expressions. Null if none of them has it; the
   * defaults in the jar may. A private server has system properties only.
   */
  static @Nullable String find(String name) throws IOException {
    String property = System.getProperty(name);
    if (property != null || PrivateConfiguration.isPrivate()) {
      return property;
    }
    String variable = System.getenv(name.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT));
    if (variable != null && !variable.isEmpty()) {
      return variable;
    }
    if (!Files.isRegularFile(CONFIGURATION)) {
      return null;
    }
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(CONFIGURATION)) {
      properties.load(in);
    }
    return properties.getProperty(name);
  }
}
