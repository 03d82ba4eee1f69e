package dev.sluice.cli.tasks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.cli.api.ApiClient;
import dev.sluice.cli.api.ClientCommand;
import dev.sluice.cli.api.ListOptions;
import dev.sluice.cli.api.Query;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import dev.sluice.cli.console.Format;
import dev.sluice.cli.console.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    header = "Show the versions of a server's task, or the definition of one version.",
    description = "",
    footer = {
      "",
      "Examples:",
      "  sluice tasks show addition",
      "  sluice tasks show addition 1.0.0 | jq -r .script",
      "",
      "Exit codes: 0 success; 2 wrong usage; 125 no server, or no such task."
    })
final class TasksShowCommand extends ClientCommand {
  @Mixin private final ListOptions list = new ListOptions(100);

  @Parameters(index = "0", paramLabel = "TASK", description = "Name of the task.")
  private String name = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "VERSION",
      description = "Show the definition of this version in JSON.")
  private @Nullable String version;

  TasksShowCommand(Environment env) {
    super(env);
  }

  @Override
  public Integer call() {
    ApiClient api = api();
    String path = "/v1/tasks/" + Query.encode(name);
    if (version != null) {
      print(api, api.get(path + "/" + Query.encode(version)));
    } else {
      list.print(env, api, path, "versions", new Query(), this::printTable);
    }
    return ExitCode.OK;
  }

  private void printTable(List<JsonNode> versions) {
    Table table = new Table("VERSION", "AVAILABLE", "SOURCE", "DIGEST", "DESCRIPTION");
    for (JsonNode each : versions) {
      table.row(
          each.path("version").asText(),
          each.path("available").asBoolean(true) ? "yes" : "no",
          each.path("source").asText(),
          Format.shorten(each.path("digest").asText(), 20),
          each.path("description").asText(""));
    }
    table.printTo(env.terminal().out(), env.variables());
  }

  private void print(ApiClient api, JsonNode answer) {
    try {
      String pretty = api.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(answer);
      env.terminal().print(pretty);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON can always be written", e);
    }
  }
}
