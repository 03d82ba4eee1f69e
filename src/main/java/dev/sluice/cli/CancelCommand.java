package dev.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.cli.api.ApiClient;
import dev.sluice.cli.api.ClientCommand;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "cancel",
    header = "Cancel jobs.",
    description = {
      "",
      "A job that does not run yet is cancelled at once. The processes of a running job get SIGTERM"
          + " and, after 10 seconds, SIGKILL; 'sluice tail' shows how the job ends.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  sluice cancel $(sluice submit -- 'sleep 100')",
      "  sluice jobs --tag nightly --json | jq -r .job_id | xargs sluice cancel",
      "",
      "Exit codes: 0 all requests accepted; 2 wrong usage; 125 a request was refused."
    })
final class CancelCommand extends ClientCommand {
  @Parameters(arity = "1..*", paramLabel = "JOB", description = "Ids of jobs.")
  private List<String> jobs = List.of();

  @Option(names = "--json", description = "Print the server's answers, one per line.")
  private boolean json;

  CancelCommand(Environment env) {
    super(env);
  }

  @Override
  public Integer call() {
    ApiClient api = api();
    int code = ExitCode.OK;
    for (String job : jobs) {
      try {
        JsonNode answer = api.cancel(job);
        if (json) {
          env.terminal().print(answer);
        }
      } catch (CliFailure e) {
        e.lines().forEach(line -> env.terminal().say(job + ": " + line));
        code = e.exitCode();
      }
    }
    return code;
  }
}
