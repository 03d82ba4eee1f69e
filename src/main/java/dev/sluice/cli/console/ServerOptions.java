package dev.sluice.cli.console;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the command line says about a server. An option that was not given is absent, so that
 * configuration files and environment variables keep their say.
 *
 * @param port 0 lets the system choose
 * @param tasksDir a directory of tasks to be had beside those that are configured
 * @param worker whether the built-in worker runs
 * @param logFile when given, the log goes there and nothing at all to the terminal
 * @param properties further configuration properties by name
 */
public record ServerOptions(
    @Nullable String host,
    @Nullable Integer port,
    @Nullable Path dataDir,
    @Nullable Path tasksDir,
    @Nullable Boolean worker,
    @Nullable Path logFile,
    Map<String, String> properties) {

  public ServerOptions {
    properties = Map.copyOf(properties);
  }

  /**
   * A server for one call on this machine: any free port of loopback, everything in one place.
   *
   * @param samples whether it offers the sample tasks
   */
  public static ServerOptions privateIn(Path directory, boolean samples) {
    return new ServerOptions(
        "127.0.0.1",
        0,
        directory.resolve("data"),
        null,
        true,
        directory.resolve("server.log"),
        Map.of("sluice.tasks.samples", Boolean.toString(samples)));
  }

  /** The same as configuration properties, named options winning over {@link #properties}. */
  public Map<String, String> toProperties() {
    Map<String, String> all = new LinkedHashMap<>(properties);
    put(all, "quarkus.http.host", host);
    put(all, "quarkus.http.port", port);
    put(all, "sluice.data-dir", dataDir);
    put(all, "sluice.tasks.directory", tasksDir);
    put(all, "sluice.worker.enabled", worker);
    if (logFile != null) {
      all.put("quarkus.log.console.enabled", "false");
      all.put("quarkus.log.file.enabled", "true");
      all.put("quarkus.log.file.path", logFile.toString());
    }
    return all;
  }

  private static void put(Map<String, String> all, String name, @Nullable Object value) {
    if (value != null) {
      all.put(name, value.toString());
    }
  }
}
