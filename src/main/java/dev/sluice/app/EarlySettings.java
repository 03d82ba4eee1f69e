package dev.sluice.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Configuration for what is done before Quarkus, and with it MicroProfile Config, is there. */
final class EarlySettings {
  private static final Path CONFIGURATION = Path.of("config", "application.properties");

  private EarlySettings() {}

  /**
   * A property by the rules of MicroProfile Config, as far as they matter here; expressions are
   * left as they are. Null where only the defaults in the jar may have it.
   */
  static @Nullable String find(String name) throws IOException {
    String property = System.getProperty(name);
    if (property != null) {
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
