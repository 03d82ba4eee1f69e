package dev.sluice.cli.store;

import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --data}: the directory of an embedded store. */
final class DataOption {
  private static final String MONGODB = "QUARKUS_MONGODB_CONNECTION_STRING";

  private final Map<String, String> variables;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The server's data directory. Default: SLUICE_DATA_DIR, then ./data.")
  private @Nullable Path data;

  DataOption(Environment env) {
    this.variables = env.variables();
  }

  boolean isGiven() {
    return data != null;
  }

  /**
   * @throws CliFailure if no directory is given and the server would use a MongoDB
   */
  Path directory() {
    if (data != null) {
      return data;
    }
    if (!variables.getOrDefault(MONGODB, "").isBlank()) {
      throw CliFailure.of(
          MONGODB
              + " is set, so the server has no embedded store: use the tools of MongoDB, or name"
              + " the directory of an embedded store with --data");
    }
    return Path.of(variables.getOrDefault("SLUICE_DATA_DIR", "data"));
  }
}
