package dev.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.cli.api.ApiClient;
import dev.sluice.cli.api.ClientCommand;
import dev.sluice.cli.api.Query;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import dev.sluice.cli.console.Format;
import dev.sluice.cli.console.Table;
import dev.sluice.wire.worker.NodeProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "processes",
    header = "List the processes that workers keep running.",
    description = "",
    footer = {
      "",
      "Columns:",
      "  CPU   percent of one core, children included",
      "  MB    resident memory, children included",
      "",
      "Examples:",
      "  sluice processes --model demo --status READY",
      "  sluice processes --watch",
      "",
      "Exit codes: 0 success; 2 wrong usage; 125 no server, or refused."
    })
final class ProcessesCommand extends ClientCommand {
  private static final Duration LOOK = Duration.ofSeconds(1);

  @Option(names = "--model", paramLabel = "ID", description = "Only processes of this model.")
  private @Nullable String model;

  @Option(
      names = "--status",
      paramLabel = "STATUS",
      description =
          "Only processes in this state: STARTING, READY, BUSY, STOPPING, STOPPED or FAILED.")
  private @Nullable String status;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "Only processes on this device, for example cuda:0.")
  private @Nullable String device;

  @Option(names = "--json", description = "Print JSON, one object per line.")
  private boolean json;

  @Option(
      names = "--watch",
      description = "Look each second and print the list again when a process or a state changed.")
  private boolean watch;

  ProcessesCommand(Environment env) {
    super(env);
  }

  @Override
  public Integer call() throws InterruptedException {
    ApiClient api = api();
    List<List<Object>> before = List.of();
    boolean isFirst = true;
    do {
      List<JsonNode> items = read(api);
      List<NodeProcess> processes =
          items.stream().map(node -> api.convert(node, NodeProcess.class)).toList();
      List<List<Object>> states = processes.stream().map(ProcessesCommand::state).toList();
      if (isFirst || !states.equals(before)) {
        print(items, processes);
      }
      before = states;
      isFirst = false;
      if (watch) {
        env.time().sleep().sleep(LOOK);
      }
    } while (watch);
    return ExitCode.OK;
  }

  private List<JsonNode> read(ApiClient api) {
    Query query = new Query().add("model_id", model).add("status", status).add("device", device);
    String filters = query.toString();
    List<JsonNode> items = new ArrayList<>();
    api.get("/v1/processes" + (filters.isEmpty() ? "" : "?" + filters))
        .path("items")
        .forEach(items::add);
    return items;
  }

  private static List<Object> state(NodeProcess process) {
    return List.of(
        process.processId(),
        process.workerId(),
        process.status(),
        Objects.requireNonNullElse(process.pid(), 0L));
  }

  private void print(List<JsonNode> items, List<NodeProcess> processes) {
    if (json) {
      items.forEach(env.terminal()::print);
      return;
    }
    Table table =
        new Table(
            "PROCESS", "STATUS", "WORKER", "PID", "PORT", "DEVICE", "CPU", "MB", "UP", "MODEL");
    processes.forEach(process -> addRow(table, process));
    table.printTo(env.terminal().out(), env.variables());
  }

  private static void addRow(Table table, NodeProcess process) {
    table.row(
        process.processId(),
        process.status().name(),
        process.workerId(),
        text(process.pid()),
        text(process.port()),
        text(process.device()),
        Format.number(process.cpuPct()) + "%",
        Long.toString(process.rssMb()),
        process.uptimeS() + "s",
        text(process.error() == null ? process.modelId() : process.error()));
  }

  private static String text(@Nullable Object value) {
    return value == null ? "-" : value.toString();
  }
}
