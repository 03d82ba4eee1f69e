package dev.sluice.cli.tasks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.cli.console.Api;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import dev.sluice.cli.console.ListFlags;
import dev.sluice.cli.console.Lists;
import dev.sluice.cli.console.ServerFlag;
import dev.sluice.cli.console.Table;
import dev.sluice.cli.tail.TailRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "list",
    header = "List a server's tasks, each with its newest version.",
    description = "",
    footer = {"", "Exit codes: 0 shown; 2 usage; 125 no server."})
final class TasksListCommand implements Callable<Integer> {
  private final Environment env;

  @Mixin private final ServerFlag server;

  @Mixin private final ListFlags list = new ListFlags(100);

  @Parameters(arity = "0..1", paramLabel = "TEXT", description = "Only those that mention this.")
  private @Nullable String text;

  @Option(
      names = "--tag",
      paramLabel = "TAG",
      description = "Only tasks with this tag. Repeatable.")
  private List<String> tags = List.of();

  TasksListCommand(Environment env) {
    this.env = env;
    this.server = new ServerFlag(env);
  }

  @Override
  public Integer call() {
    Api api = new Api(server.orDefault(), env.variables());
    StringBuilder query = new StringBuilder();
    tags.forEach(tag -> query.append("&tag=").append(TailRequest.encode(tag)));
    if (text != null) {
      query.append("&q=").append(TailRequest.encode(text));
    }
    list.print(Lists.read(api, "/v1/tasks", query.toString(), list.most()), env, this::table);
    return ExitCode.OK;
  }

  private void table(List<JsonNode> tasks) {
    Table table = new Table("TASK", "VERSION", "VERSIONS", "AVAILABLE", "TAGS", "DESCRIPTION");
    tasks.forEach(task -> addTo(table, task));
    table.printTo(env.terminal().out(), env.variables());
  }

  private static void addTo(Table table, JsonNode task) {
    List<String> tags = new ArrayList<>();
    task.path("tags").forEach(tag -> tags.add(tag.asText()));
    table.row(
        task.path("name").asText(),
        task.path("version").asText(),
        task.path("versions").asText("1"),
        task.path("available").asBoolean(true) ? "yes" : "no",
        String.join(",", tags),
        task.path("description").asText(task.path("label").asText("")));
  }
}
