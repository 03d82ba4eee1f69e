package dev.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
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

  @Parameters(arity = "0..1", paramLabel = "TEXT", description = "Only those that mention this.")
  private @Nullable String text;

  @Option(
      names = "--tag",
      paramLabel = "TAG",
      description = "Only tasks with this tag. Repeatable.")
  private List<String> tags = List.of();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "At most so many (${DEFAULT-VALUE}).")
  private int limit;

  @Option(names = "--all", description = "However many there are.")
  private boolean all;

  @Option(names = "--json", description = "Print them as JSON, one task a line.")
  private boolean json;

  TasksListCommand(Environment env) {
    this.env = env;
    this.server = new ServerFlag(env);
  }

  @Override
  public Integer call() {
    if (limit < 1) {
      throw CliFailure.usage("--limit: at least 1");
    }
    Api api = new Api(server.orDefault(), env.variables());
    StringBuilder query = new StringBuilder();
    tags.forEach(tag -> query.append("&tag=").append(TailRequest.encode(tag)));
    if (text != null) {
      query.append("&q=").append(TailRequest.encode(text));
    }
    Lists.Items tasks =
        Lists.read(api, "/v1/tasks", query.toString(), all ? Integer.MAX_VALUE : limit);
    PrintStream out = env.terminal().out();
    if (json) {
      tasks.items().forEach(task -> out.print(task + "\n"));
      return ExitCode.OK;
    }
    Table table = new Table("TASK", "VERSION", "VERSIONS", "AVAILABLE", "TAGS", "DESCRIPTION");
    tasks.items().forEach(task -> addTo(table, task));
    table.printTo(out, env.variables());
    if (tasks.more()) {
      env.terminal().say("there are more: --limit N or --all");
    }
    return ExitCode.OK;
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
