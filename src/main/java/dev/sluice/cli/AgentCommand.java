package dev.sluice.cli;

import dev.sluice.agent.Agent;
import dev.sluice.agent.AgentConfig;
import dev.sluice.agent.AgentException;
import dev.sluice.agent.process.Isolation;
import dev.sluice.archive.ArchiveLimits;
import dev.sluice.cli.api.ClientCommand;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import dev.sluice.cli.console.ProcessControl;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "agent",
    header = "Run this machine as a worker of a server.",
    description = {
      "",
      "Takes jobs until SIGTERM or Ctrl-C. The agent then ends its running attempts, which the"
          + " server starts again elsewhere; a second signal exits at once. While the server cannot"
          + " be reached, the agent keeps trying.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  sluice agent --server http://127.0.0.1:8500",
      "  sluice agent --server http://build:8500 --name gpu-1 --label gpu=a100 --cpu 8",
      "  sluice agent --sandbox bubblewrap --limit open-files=1024",
      "",
      "Exit codes: 0 stopped; 2 wrong usage; 3 out of memory; 125 refused by the server;",
      "130 ended by a second signal."
    })
final class AgentCommand extends ClientCommand {
  @Option(
      names = "--name",
      paramLabel = "ID",
      description = "Id of the worker. Default: a new one at each start.")
  private @Nullable String name;

  @Option(
      names = "--cpu",
      paramLabel = "N",
      description = "Cores to offer. Default: all of this machine.")
  private @Nullable Double cpu;

  @Option(
      names = "--ram-mb",
      paramLabel = "N",
      description = "Memory to offer in MiB. Default: all of this machine.")
  private @Nullable Long ramMb;

  @Option(
      names = "--label",
      paramLabel = "K=V",
      description = "A label that jobs can require. Repeatable.")
  private Map<String, String> labels = new LinkedHashMap<>();

  @Option(
      names = "--max-parallel",
      paramLabel = "N",
      description = "Attempts at the same time. Default: 4 per core.")
  private @Nullable Integer maxParallel;

  @Option(
      names = "--work-dir",
      paramLabel = "DIR",
      description = "Directory for files of jobs. Default: under /tmp.")
  private @Nullable Path workDir;

  @Option(
      names = "--allow-host",
      paramLabel = "HOST",
      description = {
        "A host that tasks may call: host, host:port,",
        "*.domain or *. Repeatable. Default: none."
      })
  private List<String> allowedHosts = List.of();

  @Option(
      names = "--run-as",
      paramLabel = "USER",
      description = "Run commands of jobs as this account. Needs root.")
  private @Nullable String runAs;

  @Option(
      names = "--sandbox",
      paramLabel = "NAME",
      description = {
        "'bubblewrap': each command sees its own processes and",
        "directory only. Default: none."
      })
  private Sandbox sandbox = Sandbox.none;

  @Option(
      names = "--sandbox-path",
      paramLabel = "DIR",
      description = "A directory that sandboxes may read. Repeatable.")
  private List<Path> visible = List.of();

  @Option(
      names = "--cgroup",
      paramLabel = "DIR",
      description = {
        "A delegated cgroup (version 2), in which each command",
        "gets one of its own. Default: none."
      })
  private @Nullable Path cgroup;

  @Option(
      names = "--limit",
      paramLabel = "K=N",
      description = {
        "A limit of each process of a job: open-files, processes",
        "(of its account), memory-mb or file-size-mb. With",
        "--cgroup, processes and memory-mb are limits of the job",
        "as a whole. Repeatable."
      })
  private Map<String, Long> limits = new LinkedHashMap<>();

  @Option(
      names = "--file-limit",
      paramLabel = "K=N",
      description = {
        "A limit of the files of one job, unpacked or collected:",
        "size-mb (10240), entries (50000), depth (64) or ratio",
        "(200, of unpacked to packed size). Repeatable."
      })
  private Map<String, Long> fileLimits = new LinkedHashMap<>();

  /** Sandboxes by the names that the option accepts. */
  enum Sandbox {
    none,
    bubblewrap
  }

  @Option(
      names = "--health-port",
      paramLabel = "PORT",
      description = {
        "Answer GET /q/health/live and /q/health/ready on this",
        "port of all interfaces. Default: none."
      })
  private @Nullable Integer healthPort;

  @Option(names = "--log-json", description = "Log in JSON, one object on each line.")
  private boolean logJson;

  AgentCommand(Environment env) {
    super(env);
  }

  @Override
  public Integer call() {
    URI uri = server.orDefault();
    env.process().logToStderr(logJson);
    try (Agent agent = start(uri);
        ProcessControl.Registration signals =
            env.process().onSignal(agent::close, () -> env.process().exitNow(ExitCode.CANCELLED))) {
      if (!logJson) {
        env.terminal().say("worker " + agent.workerId() + " started; it registers at " + uri);
      }
      agent.awaitTermination();
      return ExitCode.OK;
    } catch (AgentException e) {
      throw CliFailure.of("the agent stopped: " + e.getMessage());
    }
  }

  private Agent start(URI uri) {
    try {
      return Agent.start(
          new AgentConfig(uri)
              .apiToken(env.tokenFor(uri))
              .name(name)
              .cpu(cpu)
              .ramMb(ramMb)
              .labels(labels)
              .maxParallel(maxParallel)
              .workDir(workDir)
              .allowedHosts(allowedHosts)
              .healthPort(healthPort)
              .fileLimits(ArchiveLimits.of(fileLimits))
              .isolation(
                  new Isolation(runAs, sandbox == Sandbox.bubblewrap, cgroup, visible, limits)));
    } catch (AgentException | IllegalArgumentException e) {
      throw CliFailure.of("the agent did not start: " + e.getMessage());
    }
  }
}
