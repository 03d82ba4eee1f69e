package dev.sluice.cli;

import dev.sluice.cli.api.ClientCommand;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.tail.TailOptions;
import dev.sluice.cli.tail.TailRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "tail",
    header = "Open a job and print its output from beginning to end.",
    description = {
      "",
      "The first reader of a job starts it, unless --no-start is given. When the connection breaks"
          + " or the server restarts, tail resumes where it was; it gives up after five minutes"
          + " without a server. Leaving does not cancel the job.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  id=$(sluice submit -- 'echo one; echo two')",
      "  sluice tail $id",
      "  sluice tail --tail 1 --no-start $id",
      "  sluice tail --events $id | jq -r 'select(.event==\"stdout\").data.text'",
      "",
      "Exit codes: the job's own; 124 time limit exceeded; 125 no server, refused, or",
      "failed without an exit code; 130 cancelled; 2 wrong usage; 74 stdout cannot be",
      "written, as on a full disk; 141 stdout was closed by its reader."
    })
final class TailCommand extends ClientCommand {
  @Parameters(paramLabel = "JOB", description = "Id of the job.")
  private String jobId = "";

  @Option(
      names = "--from",
      paramLabel = "WHERE",
      description = "Begin at the 'earliest' (default) or 'latest' output.")
  private @Nullable From from;

  @Option(
      names = "--after",
      paramLabel = "CURSOR",
      description = "Begin after this cursor (the id of an event).")
  private @Nullable String after;

  @Option(names = "--tail", paramLabel = "N", description = "Begin with the last N lines.")
  private @Nullable Integer lines;

  @Option(names = "--no-start", description = "Do not start the job, only watch it.")
  private boolean noStart;

  @Mixin private final TailOptions tail = new TailOptions();

  TailCommand(Environment env) {
    super(env);
  }

  @Override
  public Integer call() throws InterruptedException {
    String where = from == null ? null : from.name();
    return tail.print(api(), env, new TailRequest(jobId, where, after, lines, !noStart));
  }

  /** Where to begin, in the API's words. */
  enum From {
    earliest,
    latest
  }
}
