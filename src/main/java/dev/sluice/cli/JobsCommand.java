package dev.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "jobs",
    header = "List jobs, newest first, or show one with its attempts.",
    description = "",
    footer = {
      "",
      "Examples:",
      "  sluice jobs --status RUNNING --tag nightly",
      "  sluice jobs job-0193",
      "  sluice jobs --all --json | jq -r 'select(.reason==\"TIMEOUT\").job_id'",
      "",
      "Exit codes: 0 shown; 2 usage; 125 no server, or no such job."
    })
final class JobsCommand implements Callable<Integer> {
  private final Environment env;

  @Mixin private final ServerFlag server;

  @Parameters(arity = "0..1", paramLabel = "JOB", description = "Show this one in detail.")
  private @Nullable String jobId;

  @Option(
      names = "--status",
      paramLabel = "STATUS",
      description = "SUBMITTED, QUEUED, ASSIGNED, RUNNING, COMPLETED, FAILED or CANCELLED.")
  private List<String> status = List.of();

  @Option(names = "--tag", paramLabel = "TAG", description = "Only jobs with this tag.")
  private @Nullable String tag;

  @Option(names = "--worker", paramLabel = "ID", description = "Only jobs of this worker.")
  private @Nullable String worker;

  @Option(names = "--operation", paramLabel = "NAME", description = "Only jobs of this operation.")
  private @Nullable String operation;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "At most so many (${DEFAULT-VALUE}).")
  private int limit;

  @Option(names = "--all", description = "However many there are.")
  private boolean all;

  @Option(names = "--json", description = "Print them as JSON, one job a line.")
  private boolean json;

  JobsCommand(Environment env) {
    this.env = env;
    this.server = new ServerFlag(env);
  }

  @Override
  public Integer call() {
    if (limit < 1) {
      throw CliFailure.usage("--limit: at least 1");
    }
    Api api = new Api(server.orDefault(), env.variables());
    if (jobId != null) {
      new JobDetail(env, api).print(jobId, json);
      return ExitCode.OK;
    }
    Lists.Items jobs = Lists.read(api, "/v1/jobs", query(), all ? Integer.MAX_VALUE : limit);
    PrintStream out = env.terminal().out();
    if (json) {
      for (JsonNode job : jobs.items()) {
        out.print(job + "\n");
      }
    } else {
      JobTable.print(jobs.items(), api, env);
      if (jobs.more()) {
        env.terminal().say("there are more: --limit N or --all");
      }
    }
    return ExitCode.OK;
  }

  private String query() {
    StringBuilder query = new StringBuilder();
    status.forEach(s -> add(query, "status", s.toUpperCase(Locale.ROOT)));
    add(query, "tag", tag);
    add(query, "worker", worker);
    add(query, "operation", operation);
    return query.toString();
  }

  private static void add(StringBuilder query, String name, @Nullable String value) {
    if (value != null) {
      query.append('&').append(name).append('=').append(TailRequest.encode(value));
    }
  }
}
