package dev.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.cli.console.Api;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import dev.sluice.cli.console.ServerFlag;
import dev.sluice.cli.console.Text;
import dev.sluice.cli.tail.TailRequest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "cancel",
    header = "Cancel jobs.",
    description = {
      "",
      "One that does not run yet is cancelled at once. One that runs gets SIGTERM, and SIGKILL when"
          + " it is still there ten seconds later; 'sluice tail' shows how it ends.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  sluice cancel job-0193",
      "  sluice jobs --tag nightly --status QUEUED --json | jq -r .job_id | xargs sluice cancel",
      "",
      "Exit codes: 0 all asked for; 2 usage; 125 at least one was refused."
    })
final class CancelCommand implements Callable<Integer> {
  private final Environment env;

  @Mixin private final ServerFlag server;

  @Parameters(arity = "1..*", paramLabel = "JOB", description = "Ids of jobs.")
  private List<String> jobs = List.of();

  @Option(names = "--json", description = "Print the server's answers, one a line.")
  private boolean json;

  CancelCommand(Environment env) {
    this.env = env;
    this.server = new ServerFlag(env);
  }

  static String path(String jobId) {
    return "/v1/jobs/" + TailRequest.encode(jobId) + "/cancel";
  }

  @Override
  public Integer call() {
    Api api = new Api(server.orDefault(), env.variables());
    int code = ExitCode.OK;
    for (String job : jobs) {
      try {
        JsonNode answer = api.post(path(job));
        if (json) {
          env.terminal().out().print(answer + "\n");
        }
      } catch (CliFailure e) {
        e.lines().forEach(line -> env.terminal().say(job + ": " + Text.clean(line)));
        code = e.exitCode();
      }
    }
    return code;
  }
}
