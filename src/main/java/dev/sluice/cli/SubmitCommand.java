package dev.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.cli.console.Api;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import dev.sluice.cli.console.ServerFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "submit",
    customSynopsis = {
      "sluice submit [OPTIONS] -- CMD...",
      "       sluice submit [OPTIONS] -f FILE"
    },
    header = "Submit a job; nothing runs before it is opened or started.",
    description = {
      "",
      "Prints the id of the job. 'sluice tail ID' opens it and shows what it prints; --start queues"
          + " it at once.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  sluice submit --tag nightly -- ./backup.sh",
      "  sluice tail $(sluice submit -- 'echo hello')",
      "  echo '{\"operation\":\"worker_list\"}' | sluice submit -f -",
      "",
      "Exit codes: 0 submitted; 2 usage; 125 no server, or refused."
    })
final class SubmitCommand implements Callable<Integer> {
  private final Environment env;

  @Mixin private final ServerFlag server;
  @Mixin private final JobFlags job;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "A whole submission in JSON, as POST /v1/jobs takes it; - for stdin.")
  private @Nullable String file;

  @Option(names = "--start", description = "Queue it at once. A --file says so itself.")
  private boolean start;

  @Option(
      names = "--idempotency-key",
      paramLabel = "KEY",
      description = "Submitting again with this key answers with the first job.")
  private @Nullable String idempotencyKey;

  @Option(names = "--json", description = "Print the server's whole answer.")
  private boolean json;

  SubmitCommand(Environment env) {
    this.env = env;
    this.server = new ServerFlag(env);
    this.job = new JobFlags(env);
  }

  @Override
  public Integer call() {
    if (job.hasCommand() == (file != null)) {
      throw CliFailure.usage("submit: give either a command after '--' or --file");
    }
    Api api = new Api(server.orDefault(), env.variables());
    JsonNode accepted =
        file == null
            ? Submissions.post(api, job.submission(start), idempotencyKey)
            : Submissions.post(api, read(file), idempotencyKey);
    String line = json ? accepted.toString() : accepted.path("job_id").asText();
    env.terminal().out().print(line + "\n");
    return ExitCode.OK;
  }

  private byte[] read(String name) {
    try {
      return name.equals("-")
          ? env.terminal().in().readAllBytes()
          : Files.readAllBytes(Path.of(name));
    } catch (IOException e) {
      throw CliFailure.usage("submit: cannot read " + name + ": " + e.getMessage());
    }
  }
}
