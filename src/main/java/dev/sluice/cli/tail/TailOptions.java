package dev.sluice.cli.tail;

import dev.sluice.cli.api.ApiClient;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import picocli.CommandLine.Option;

/** {@code --events} and {@code --quiet}: how {@code run} and {@code tail} print a job's stream. */
public final class TailOptions {
  @Option(
      names = {"--events", "--json"},
      description = "Print events as JSON lines: {\"event\",\"id\"?,\"data\"}.")
  private boolean events;

  @Option(
      names = {"-q", "--quiet"},
      description = "Do not print why the job waits.")
  private boolean quiet;

  /**
   * Prints the stream of a job until the job ends.
   *
   * @return the exit code of the process
   * @throws CliFailure if the server refuses or cannot be reached, or stdout is closed
   */
  public int print(ApiClient api, Environment env, TailRequest request)
      throws InterruptedException {
    JobFollower.Sink sink =
        events
            ? new EventPrinter(env.terminal(), api.mapper())
            : new OutputPrinter(env.terminal(), quiet);
    return new JobFollower(api, env, sink).follow(request).code();
  }
}
