package dev.sluice.cli;

import dev.sluice.cli.console.AgentOptions;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import dev.sluice.cli.console.ProcessControl;
import dev.sluice.cli.console.RunningAgent;
import dev.sluice.cli.console.ServerFlag;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "agent",
    header = "Offer this machine to a server as a worker.",
    description = {
      "",
      "Takes jobs until it is ended. SIGTERM or Ctrl-C gives its attempts back to the server; a"
          + " second signal leaves at once.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  sluice agent --server http://build:8500",
      "  sluice agent --server http://build:8500 --name gpu-1 --label gpu=a100 --cpu 8",
      "",
      "Exit codes: 0 ended; 2 usage; 125 refused. Without a server it tries on."
    })
final class AgentCommand implements Callable<Integer> {
  private final Environment env;

  @Mixin private final ServerFlag server;

  @Option(
      names = "--name",
      paramLabel = "ID",
      description = "Its id, kept over restarts; else the server makes one.")
  private @Nullable String name;

  @Option(names = "--cpu", paramLabel = "N", description = "Cores it offers, all if not given.")
  private @Nullable Double cpu;

  @Option(names = "--ram-mb", paramLabel = "N", description = "MiB it offers, all if not given.")
  private @Nullable Long ramMb;

  @Option(names = "--label", paramLabel = "K=V", description = "What jobs may ask for. Repeatable.")
  private Map<String, String> labels = new LinkedHashMap<>();

  @Option(names = "--max-parallel", paramLabel = "N", description = "Attempts at the same time.")
  private @Nullable Integer maxParallel;

  @Option(names = "--work-dir", paramLabel = "DIR", description = "Where jobs have directories.")
  private @Nullable Path workDir;

  @Option(
      names = "--allow-host",
      paramLabel = "HOST",
      description =
          "Where tasks may send requests: host, host:port, *.domain or *. Repeatable; else"
              + " nowhere.")
  private List<String> allowedHosts = List.of();

  AgentCommand(Environment env) {
    this.env = env;
    this.server = new ServerFlag(env);
  }

  @Override
  public Integer call() throws InterruptedException {
    AgentOptions options =
        new AgentOptions(
            server.orDefault(),
            server.apiToken(),
            name,
            cpu,
            ramMb,
            labels,
            maxParallel,
            workDir,
            allowedHosts);
    try (RunningAgent agent = start(options)) {
      env.terminal().say("worker " + agent.workerId() + " offers itself to " + options.server());
      Ending ending = new Ending(agent);
      try (ProcessControl.Registration signals = env.process().onInterrupt(ending::signal)) {
        agent.awaitTermination();
      }
      return ExitCode.OK;
    } catch (IOException e) {
      throw CliFailure.of("the agent has stopped: " + e.getMessage());
    }
  }

  private RunningAgent start(AgentOptions options) throws InterruptedException {
    try {
      return env.agents().start(options);
    } catch (IOException e) {
      throw CliFailure.of("the agent did not start: " + e.getMessage());
    }
  }

  /** First signal gracefully, second at once. */
  private final class Ending {
    private final RunningAgent agent;
    private boolean asked;

    Ending(RunningAgent agent) {
      this.agent = agent;
    }

    void signal() {
      boolean second;
      synchronized (this) {
        second = asked;
        asked = true;
      }
      if (second) {
        env.process().exitNow(ExitCode.CANCELLED);
      } else {
        agent.close();
      }
    }
  }
}
