package dev.sluice.cli.tasks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.cli.console.Api;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import dev.sluice.cli.console.ListFlags;
import dev.sluice.cli.console.Lists;
import dev.sluice.cli.console.ServerFlag;
import dev.sluice.cli.console.Table;
import dev.sluice.cli.console.Text;
import dev.sluice.cli.tail.TailRequest;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    header = "Show a task's versions, or the definition of one.",
    description = "",
    footer = {
      "",
      "Examples:",
      "  sluice tasks show addition",
      "  sluice tasks show addition 1.0.0 | jq -r .script",
      "",
      "Exit codes: 0 shown; 2 usage; 125 no server, or no such task."
    })
final class TasksShowCommand implements Callable<Integer> {
  private final Environment env;

  @Mixin private final ServerFlag server;

  @Mixin private final ListFlags list = new ListFlags(100);

  @Parameters(index = "0", paramLabel = "TASK", description = "Its name.")
  private String name = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "VERSION",
      description = "Show the definition of this one, as JSON.")
  private @Nullable String version;

  TasksShowCommand(Environment env) {
    this.env = env;
    this.server = new ServerFlag(env);
  }

  @Override
  public Integer call() {
    Api api = new Api(server.orDefault(), env.variables());
    String path = "/v1/tasks/" + TailRequest.encode(name);
    if (version != null) {
      print(api, api.get(path + "/" + TailRequest.encode(version)));
      return ExitCode.OK;
    }
    list.print(Lists.read(api, path, "versions", "", list.most()), env, this::table);
    return ExitCode.OK;
  }

  private void table(List<JsonNode> versions) {
    Table table = new Table("VERSION", "AVAILABLE", "SOURCE", "DIGEST", "DESCRIPTION");
    for (JsonNode each : versions) {
      table.row(
          each.path("version").asText(),
          each.path("available").asBoolean(true) ? "yes" : "no",
          each.path("source").asText(),
          Text.cut(each.path("digest").asText(), 20),
          each.path("description").asText(""));
    }
    table.printTo(env.terminal().out(), env.variables());
  }

  private void print(Api api, JsonNode answer) {
    try {
      String pretty = api.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(answer);
      env.terminal().out().print(pretty + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("JSON that was read cannot be written", e);
    }
  }
}
