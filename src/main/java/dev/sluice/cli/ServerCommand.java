package dev.sluice.cli;

import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ServerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "server",
    header = "Run the service; what 'sluice' does without a command.",
    description = {
      "",
      "Without quarkus.mongodb.connection-string it keeps everything in an embedded store in --data"
          + " and runs one worker of its own, so that one process is a whole system.",
      ""
    },
    footer = {
      "",
      "Everything else is a configuration property: -Dname=value here, an environment",
      "variable (QUARKUS_MONGODB_CONNECTION_STRING), or config/application.properties.",
      "",
      "Examples:",
      "  sluice",
      "  sluice server --port 9000 --data /var/lib/sluice",
      "  sluice server --tasks ./tasks",
      "  sluice server --no-worker -Dquarkus.mongodb.connection-string=mongodb://db",
      "",
      "Exit codes: 0 stopped; 2 usage; 125 did not start; 143 ended by SIGTERM."
    })
final class ServerCommand implements Callable<Integer> {
  private final Environment env;

  @Option(names = "--port", paramLabel = "N", description = "Port, 8500 if not given; 0 for any.")
  private @Nullable Integer port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Address to listen on, 127.0.0.1 if not given.")
  private @Nullable String host;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Directory of the embedded store, ./data if not given.")
  private @Nullable Path data;

  @Option(
      names = "--tasks",
      paramLabel = "DIR",
      description = "Directory of tasks, watched: what is saved there is what the next job runs.")
  private @Nullable Path tasks;

  @Option(names = "--no-worker", description = "Leave all work to agents.")
  private boolean noWorker;

  @Option(names = "-D", paramLabel = "NAME=VALUE", description = "Any configuration property.")
  private Map<String, String> properties = new LinkedHashMap<>();

  ServerCommand(Environment env) {
    this.env = env;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (port != null && (port < 0 || port > 65_535)) {
      throw CliFailure.usage("--port: a number from 0 to 65535");
    }
    Boolean worker = noWorker ? Boolean.FALSE : null;
    try {
      return env.servers()
          .start(new ServerOptions(host, port, data, tasks, worker, null, properties))
          .awaitStop();
    } catch (IOException e) {
      throw CliFailure.of("the server did not start: " + e.getMessage());
    }
  }
}
