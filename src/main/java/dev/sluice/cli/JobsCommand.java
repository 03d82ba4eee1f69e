package dev.sluice.cli;

import dev.sluice.cli.console.Api;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import dev.sluice.cli.console.ListFlags;
import dev.sluice.cli.console.Lists;
import dev.sluice.cli.console.ServerFlag;
import dev.sluice.cli.tail.TailRequest;
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

  @Mixin private final ListFlags list = new ListFlags(20);

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

  JobsCommand(Environment env) {
    this.env = env;
    this.server = new ServerFlag(env);
  }

  @Override
  public Integer call() {
    Api api = new Api(server.orDefault(), env.variables());
    if (jobId != null) {
      new JobDetail(env, api).print(jobId, list.json());
      return ExitCode.OK;
    }
    Lists.Items jobs = Lists.read(api, "/v1/jobs", query(), list.most());
    list.print(jobs, env, items -> JobTable.print(items, api, env));
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
