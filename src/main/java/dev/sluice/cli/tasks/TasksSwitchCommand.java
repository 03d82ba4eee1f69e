package dev.sluice.cli.tasks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.cli.api.ApiClient;
import dev.sluice.cli.api.ClientCommand;
import dev.sluice.cli.api.Query;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells the server to disable or to enable tasks. */
abstract class TasksSwitchCommand extends ClientCommand {
  private final String call;

  @Parameters(arity = "1..*", paramLabel = "TASK", description = "Names of tasks.")
  private List<String> names = List.of();

  @Option(names = "--json", description = "Print the server's answers, one per line.")
  private boolean json;

  /**
   * @param call the last part of the path
   */
  TasksSwitchCommand(Environment env, String call) {
    super(env);
    this.call = call;
  }

  @Command(
      name = "disable",
      header = "Stop tasks from taking new jobs.",
      description = {
        "",
        "Disables all versions, also those to come, until 'sluice tasks enable'. Jobs that are"
            + " submitted already run.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  sluice tasks disable addition",
        "",
        "Exit codes: 0 all are disabled; 2 wrong usage; 125 a request was refused."
      })
  static final class Disable extends TasksSwitchCommand {
    Disable(Environment env) {
      super(env, "disable");
    }
  }

  @Command(
      name = "enable",
      header = "Let disabled tasks take jobs again.",
      description = "",
      footer = {
        "",
        "Examples:",
        "  sluice tasks enable addition",
        "",
        "Exit codes: 0 all are enabled; 2 wrong usage; 125 a request was refused."
      })
  static final class Enable extends TasksSwitchCommand {
    Enable(Environment env) {
      super(env, "enable");
    }
  }

  @Override
  public Integer call() {
    ApiClient api = api();
    int code = ExitCode.OK;
    for (String name : names) {
      try {
        JsonNode answer = api.post("/v1/tasks/" + Query.encode(name) + "/" + call);
        if (json) {
          env.terminal().print(answer);
        }
      } catch (CliFailure e) {
        e.lines().forEach(line -> env.terminal().say(name + ": " + line));
        code = e.exitCode();
      }
    }
    return code;
  }
}
