package dev.sluice.cli;

import dev.sluice.cli.console.Api;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ServerFlag;
import dev.sluice.cli.tail.EventPrinter;
import dev.sluice.cli.tail.OutputPrinter;
import dev.sluice.cli.tail.Tail;
import dev.sluice.cli.tail.TailRequest;
import dev.sluice.cli.tail.TailSink;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "tail",
    header = "Show what a job prints, from its beginning to its end.",
    description = {
      "",
      "Opens the job if nobody has: reading the stream is what starts it, unless --no-start. Goes"
          + " on by itself where it was when the connection breaks or the server restarts, and"
          + " gives up after five minutes without one. Leaving does not cancel the job.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  sluice tail job-0193",
      "  sluice tail --tail 20 --no-start job-0193",
      "  sluice tail --events job-0193 | jq -r 'select(.event==\"progress\").data.progress'",
      "",
      "Exit codes: as 'sluice run': the job's own; 124 timed out; 125 Sluice failed;",
      "  130 cancelled; 2 usage; 141 stdout closed."
    })
final class TailCommand implements Callable<Integer> {
  private final Environment env;

  @Mixin private final ServerFlag server;

  @Parameters(paramLabel = "JOB", description = "Id of the job.")
  private String jobId = "";

  @Option(names = "--from", paramLabel = "WHERE", description = "earliest (default) or latest.")
  private @Nullable From from;

  @Option(names = "--after", paramLabel = "CURSOR", description = "Only what follows this cursor.")
  private @Nullable String after;

  @Option(
      names = "--tail",
      paramLabel = "N",
      description = "Only the last N lines and what follows.")
  private @Nullable Integer lines;

  @Option(names = "--no-start", description = "Only watch; do not start it.")
  private boolean noStart;

  @Option(
      names = {"--events", "--json"},
      description = "Print the events as JSON lines: {\"event\",\"id\"?,\"data\"}.")
  private boolean events;

  @Option(
      names = {"-q", "--quiet"},
      description = "Do not explain waits.")
  private boolean quiet;

  TailCommand(Environment env) {
    this.env = env;
    this.server = new ServerFlag(env);
  }

  @Override
  public Integer call() throws InterruptedException {
    Api api = new Api(server.orDefault(), env.variables());
    TailSink sink =
        events
            ? new EventPrinter(env.terminal(), api.mapper())
            : new OutputPrinter(env.terminal(), quiet);
    String where = from == null ? null : from.name();
    TailRequest request = new TailRequest(jobId, where, after, lines, !noStart);
    return new Tail(api, env, sink).follow(request).code();
  }

  /** Where to begin; named as the API names them. */
  enum From {
    earliest,
    latest
  }
}
