package dev.sluice.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.cli.console.Api;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import dev.sluice.cli.console.Lists;
import dev.sluice.cli.console.ServerFlag;
import dev.sluice.cli.console.Table;
import dev.sluice.cli.console.Text;
import dev.sluice.wire.worker.WorkerView;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "workers",
    header = "List workers and what they have promised.",
    description = "",
    footer = {
      "",
      "Columns: CPU and RAM are promised/offered, cores and MiB; USE is the CPU usage of",
      "the whole machine; SEEN is the age of the last heartbeat.",
      "",
      "Examples:",
      "  sluice workers",
      "  sluice workers --json | jq -r 'select(.status==\"OFFLINE\").worker_id'",
      "",
      "Exit codes: 0 shown; 2 usage; 125 no server."
    })
final class WorkersCommand implements Callable<Integer> {
  private final Environment env;

  @Mixin private final ServerFlag server;

  @Option(names = "--json", description = "Print them as JSON, one worker a line.")
  private boolean json;

  WorkersCommand(Environment env) {
    this.env = env;
    this.server = new ServerFlag(env);
  }

  @Override
  public Integer call() {
    Api api = new Api(server.orDefault(), env.variables());
    List<JsonNode> workers = Lists.read(api, "/v1/workers", "", Integer.MAX_VALUE).items();
    if (json) {
      workers.forEach(worker -> env.terminal().out().print(worker + "\n"));
      return ExitCode.OK;
    }
    Table table =
        new Table("WORKER", "STATUS", "HOST", "JOBS", "CPU", "RAM", "USE", "SEEN", "LABELS");
    for (JsonNode node : workers) {
      addTo(table, read(api, node));
    }
    table.printTo(env.terminal().out(), env.variables());
    return ExitCode.OK;
  }

  private void addTo(Table table, WorkerView worker) {
    Instant now = env.time().clock().instant();
    table.row(
        worker.workerId(),
        worker.status(),
        worker.hostname(),
        worker.running().size() + "/" + worker.maxParallel(),
        Text.number(worker.reservedCpu()) + "/" + Text.number(worker.cpuCount()),
        worker.reservedRamMb() + "/" + worker.ramTotalMb(),
        Math.round(worker.cpuUsage()) + "%",
        Text.between(worker.lastHeartbeatAt(), now),
        new TreeMap<>(worker.labels())
            .entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining(" ")));
  }

  private static WorkerView read(Api api, JsonNode node) {
    try {
      return api.mapper().treeToValue(node, WorkerView.class);
    } catch (JsonProcessingException e) {
      throw CliFailure.of("the server's answer is not a worker: " + e.getOriginalMessage());
    }
  }
}
