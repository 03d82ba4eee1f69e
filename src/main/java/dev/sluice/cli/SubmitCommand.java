package dev.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.cli.api.ClientCommand;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    header = "Store a job; it runs once a client opens or starts it.",
    description = {
      "",
      "Prints the id of the job. 'sluice tail JOB' opens the job and prints its output; --start"
          + " queues it at once.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  sluice submit --tag nightly -- du -sh /var/log",
      "  sluice tail $(sluice submit -- 'echo hello')",
      "  echo '{\"operation\":\"worker_list\"}' | sluice submit -f -",
      "",
      "Exit codes: 0 submitted; 2 wrong usage; 125 no server, or refused."
    })
final class SubmitCommand extends ClientCommand {
  @Mixin private final JobOptions job;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "The whole submission in JSON; - for stdin.")
  private @Nullable String file;

  @Option(names = "--start", description = "Queue the job at once. For a FILE, use its 'start'.")
  private boolean start;

  @Option(
      names = "--idempotency-key",
      paramLabel = "KEY",
      description = "Submitting again with this key returns the first job.")
  private @Nullable String idempotencyKey;

  @Option(names = "--json", description = "Print the server's whole answer.")
  private boolean json;

  SubmitCommand(Environment env) {
    super(env);
    this.job = new JobOptions(env);
  }

  @Override
  public Integer call() {
    if (job.hasCommand() == (file != null)) {
      throw CliFailure.usage("submit: give either a command after '--' or --file");
    }
    byte[] submission = file == null ? job.submission(start) : read(file);
    JsonNode accepted = api().submit(submission, idempotencyKey);
    env.terminal().print(json ? accepted : accepted.path("job_id").asText());
    return ExitCode.OK;
  }

  private byte[] read(String name) {
    try {
      return name.equals("-")
          ? env.terminal().in().readAllBytes()
          : Files.readAllBytes(Path.of(name));
    } catch (IOException e) {
      throw CliFailure.unreadable("--file", name, e);
    }
  }
}
