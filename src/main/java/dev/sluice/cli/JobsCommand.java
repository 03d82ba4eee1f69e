package dev.sluice.cli;

import dev.sluice.cli.api.ApiClient;
import dev.sluice.cli.api.ClientCommand;
import dev.sluice.cli.api.ListOptions;
import dev.sluice.cli.api.Query;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.ExitCode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "jobs",
    header = "List jobs, newest first, or show one job and its attempts.",
    description = "",
    footer = {
      "",
      "Examples:",
      "  sluice jobs --status RUNNING --tag nightly",
      "  sluice jobs $(sluice submit -- 'echo hello')",
      "  sluice jobs --all --json | jq -r 'select(.reason==\"TIMEOUT\").job_id'",
      "",
      "Exit codes: 0 success; 2 wrong usage; 125 no server, or no such job."
    })
final class JobsCommand extends ClientCommand {
  @Mixin private final ListOptions list = new ListOptions(20);

  @Parameters(
      arity = "0..1",
      paramLabel = "JOB",
      description = "Id of a job to show with its attempts.")
  private @Nullable String jobId;

  @Option(
      names = "--status",
      paramLabel = "STATUS",
      description =
          "Only jobs with this status: SUBMITTED, QUEUED, ASSIGNED, RUNNING, COMPLETED, FAILED or"
              + " CANCELLED. Repeatable.")
  private List<String> status = List.of();

  @Option(names = "--tag", paramLabel = "TAG", description = "Only jobs with this tag.")
  private @Nullable String tag;

  @Option(names = "--worker", paramLabel = "ID", description = "Only jobs of this worker.")
  private @Nullable String worker;

  @Option(names = "--operation", paramLabel = "NAME", description = "Only jobs of this operation.")
  private @Nullable String operation;

  JobsCommand(Environment env) {
    super(env);
  }

  @Override
  public Integer call() {
    ApiClient api = api();
    JobPrinter printer = new JobPrinter(env, api);
    if (jobId != null) {
      printer.printDetail(jobId, list.json());
    } else {
      list.print(env, api, "/v1/jobs", "items", filters(), printer::printTable);
    }
    return ExitCode.OK;
  }

  private Query filters() {
    Query query = new Query();
    status.forEach(each -> query.add("status", each.toUpperCase(Locale.ROOT)));
    return query.add("tag", tag).add("worker", worker).add("operation", operation);
  }
}
