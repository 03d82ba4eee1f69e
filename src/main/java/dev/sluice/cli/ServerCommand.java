package dev.sluice.cli;

import dev.sluice.cli.console.BaseCommand;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import dev.sluice.cli.console.LocalServer;
import dev.sluice.cli.console.ProcessControl;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "server",
    header = "Run the service. This is the default command.",
    description = {
      "",
      "By default one process is a whole system: it has an embedded store and a built-in worker. To"
          + " use MongoDB instead, set quarkus.mongodb.connection-string.",
      ""
    },
    footer = {
      "",
      "Set any other configuration property with -D, with an environment variable such",
      "as QUARKUS_MONGODB_CONNECTION_STRING, or in config/application.properties.",
      "",
      "Examples:",
      "  sluice",
      "  sluice server --port 9000 --data /var/lib/sluice",
      "  sluice server --tasks src/main/tasks",
      "  sluice server --no-worker -Dquarkus.mongodb.connection-string=mongodb://db",
      "",
      "Exit codes: 0 stopped; 2 wrong usage; 125 did not start; 143 ended by SIGTERM."
    })
final class ServerCommand extends BaseCommand {
  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port to listen on, 0 for any free one. Default: 8500.")
  private @Nullable Integer port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Address to listen on. Default: 127.0.0.1.")
  private @Nullable String host;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Directory of the embedded store. Default: ./data.")
  private @Nullable Path data;

  @Option(
      names = "--tasks",
      paramLabel = "DIR",
      description = "Directory of tasks, reloaded when they change.")
  private @Nullable Path tasks;

  @Option(
      names = "--allowed-host",
      paramLabel = "NAME",
      description = {
        "A further name by which clients may call",
        "the server, as behind a proxy. Repeatable."
      })
  private List<String> allowedHosts = List.of();

  @Option(
      names = "--allowed-origin",
      paramLabel = "ORIGIN",
      description = {
        "An origin whose web pages may call, such as",
        "https://board.example. Repeatable. Default: none."
      })
  private List<String> allowedOrigins = List.of();

  @Option(names = "--no-worker", description = "Run no built-in worker.")
  private boolean noWorker;

  @Option(names = "--log-json", description = "Log in JSON, one object on each line.")
  private boolean logJson;

  @Option(names = "-D", paramLabel = "NAME=VALUE", description = "A configuration property.")
  private Map<String, String> properties = new LinkedHashMap<>();

  ServerCommand(Environment env) {
    super(env);
  }

  @Override
  public Integer call() throws InterruptedException {
    if (port != null && (port < 0 || port > 65_535)) {
      throw CliFailure.usage("--port must be from 0 to 65535");
    }
    try {
      LocalServer server = env.servers().start(configuration());
      // By itself the JVM would close the server before it has told its clients.
      try (ProcessControl.Registration signals =
          env.process().onSignal(server::stop, () -> env.process().exitNow(ExitCode.CANCELLED))) {
        return server.awaitStop();
      }
    } catch (IOException e) {
      throw CliFailure.of("the server did not start: " + e.getMessage());
    }
  }

  /** The options as properties. An option that is not given leaves its property as configured. */
  private Map<String, String> configuration() {
    Map<String, String> all = new LinkedHashMap<>(properties);
    put(all, "quarkus.http.host", host);
    put(all, "quarkus.http.port", port);
    put(all, "sluice.data-dir", data);
    put(all, "sluice.tasks.directory", tasks);
    put(all, "sluice.http.allowed-hosts", joined(allowedHosts));
    put(all, "sluice.http.allowed-origins", joined(allowedOrigins));
    put(all, "sluice.worker.enabled", noWorker ? false : null);
    put(all, "quarkus.log.console.json.enabled", logJson ? true : null);
    return all;
  }

  private static @Nullable String joined(List<String> values) {
    return values.isEmpty() ? null : String.join(",", values);
  }

  private static void put(Map<String, String> all, String name, @Nullable Object value) {
    if (value != null) {
      all.put(name, value.toString());
    }
  }
}
