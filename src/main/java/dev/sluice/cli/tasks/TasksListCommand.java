package dev.sluice.cli.tasks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.cli.api.ClientCommand;
import dev.sluice.cli.api.ListOptions;
import dev.sluice.cli.api.Query;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import dev.sluice.cli.console.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "list",
    header = "List the tasks of a server, each with its newest version.",
    description = "",
    footer = {
      "",
      "Examples:",
      "  sluice tasks list",
      "  sluice tasks list --tag math --json | jq -r .name",
      "",
      "Exit codes: 0 success; 2 wrong usage; 125 no server."
    })
final class TasksListCommand extends ClientCommand {
  @Mixin private final ListOptions list = new ListOptions(100);

  @Parameters(
      arity = "0..1",
      paramLabel = "TEXT",
      description = "Only tasks that contain this text.")
  private @Nullable String text;

  @Option(
      names = "--tag",
      paramLabel = "TAG",
      description = "Only tasks with this tag. Repeatable.")
  private List<String> tags = List.of();

  TasksListCommand(Environment env) {
    super(env);
  }

  @Override
  public Integer call() {
    Query filters = new Query();
    tags.forEach(tag -> filters.add("tag", tag));
    filters.add("q", text);
    list.print(env, api(), "/v1/tasks", "items", filters, this::printTable);
    return ExitCode.OK;
  }

  private void printTable(List<JsonNode> tasks) {
    Table table = new Table("TASK", "VERSION", "VERSIONS", "AVAILABLE", "TAGS", "DESCRIPTION");
    tasks.forEach(task -> addRow(table, task));
    table.printTo(env.terminal().out(), env.variables());
  }

  private static String availability(JsonNode task) {
    if (task.has("disabled_since")) {
      return "disabled";
    }
    return task.path("available").asBoolean(true) ? "yes" : "no";
  }

  private static void addRow(Table table, JsonNode task) {
    List<String> tags = new ArrayList<>();
    task.path("tags").forEach(tag -> tags.add(tag.asText()));
    table.row(
        task.path("name").asText(),
        task.path("version").asText(),
        task.path("versions").asText("1"),
        availability(task),
        String.join(",", tags),
        task.path("description").asText(task.path("label").asText("")));
  }
}
