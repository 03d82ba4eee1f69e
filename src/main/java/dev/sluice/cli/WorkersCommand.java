package dev.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.cli.api.ApiClient;
import dev.sluice.cli.api.ClientCommand;
import dev.sluice.cli.api.PagedList;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import dev.sluice.cli.console.Format;
import dev.sluice.cli.console.Table;
import dev.sluice.wire.worker.WorkerView;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "workers",
    header = "List workers and their reserved CPU and memory.",
    description = "",
    footer = {
      "",
      "Columns:",
      "  CPU, RAM  reserved/offered, in cores and in MiB",
      "  USE       CPU usage of the whole machine",
      "  SEEN      age of the last heartbeat",
      "",
      "Examples:",
      "  sluice workers",
      "  sluice workers --json | jq -r 'select(.status==\"OFFLINE\").worker_id'",
      "",
      "Exit codes: 0 success; 2 wrong usage; 125 no server."
    })
final class WorkersCommand extends ClientCommand {
  @Option(names = "--json", description = "Print JSON, one object per line.")
  private boolean json;

  WorkersCommand(Environment env) {
    super(env);
  }

  @Override
  public Integer call() {
    ApiClient api = api();
    List<JsonNode> workers = PagedList.readAll(api, "/v1/workers");
    if (json) {
      workers.forEach(env.terminal()::print);
      return ExitCode.OK;
    }
    Table table =
        new Table("WORKER", "STATUS", "HOST", "JOBS", "CPU", "RAM", "USE", "SEEN", "LABELS");
    workers.forEach(node -> addRow(table, api.convert(node, WorkerView.class)));
    table.printTo(env.terminal().out(), env.variables());
    return ExitCode.OK;
  }

  private void addRow(Table table, WorkerView worker) {
    table.row(
        worker.workerId(),
        worker.status(),
        worker.hostname(),
        worker.running().size() + "/" + worker.maxParallel(),
        Format.number(worker.reservedCpu()) + "/" + Format.number(worker.cpuCount()),
        worker.reservedRamMb() + "/" + worker.ramTotalMb(),
        Math.round(worker.cpuUsage()) + "%",
        Format.between(worker.lastHeartbeatAt(), env.time().clock().instant()),
        new TreeMap<>(worker.labels())
            .entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining(" ")));
  }
}
