package dev.sluice.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.cli.console.Api;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.Lists;
import dev.sluice.cli.console.Table;
import dev.sluice.cli.console.Text;
import dev.sluice.cli.tail.TailRequest;
import dev.sluice.wire.job.AttemptView;
import dev.sluice.wire.job.JobResult;
import dev.sluice.wire.job.JobView;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One job with its attempts. */
final class JobDetail {
  private final Environment env;
  private final Api api;
  private final PrintStream out;

  JobDetail(Environment env, Api api) {
    this.env = env;
    this.api = api;
    this.out = env.terminal().out();
  }

  /**
   * @param json as the server has it, the attempts within, on one line
   */
  void print(String jobId, boolean json) {
    String path = "/v1/jobs/" + TailRequest.encode(jobId);
    JsonNode node = api.get(path);
    List<JsonNode> attempts = Lists.read(api, path + "/attempts", "", Integer.MAX_VALUE).items();
    if (json) {
      ArrayNode list = api.mapper().createArrayNode().addAll(attempts);
      out.print((node instanceof ObjectNode job ? job.set("attempts", list) : node) + "\n");
      return;
    }
    fields(JobTable.read(api, node));
    attempts(attempts);
  }

  private void fields(JobView job) {
    field("job", job.jobId());
    field("status", job.status() + (job.reason() == null ? "" : " (" + job.reason() + ")"));
    field("what", JobTable.what(job));
    field(
        "needs",
        "cpu "
            + Text.number(job.requirements().cpu())
            + ", ram "
            + job.requirements().ramMb()
            + " MiB"
            + labels(job));
    field("priority", Integer.toString(job.priority()));
    field("tags", String.join(", ", job.tags()));
    field("worker", job.workerId());
    time("created", job.createdAt());
    time("queued", job.queuedAt());
    time("started", job.startedAt());
    time("completed", job.completedAt());
    field("output", job.output().bytes() + " bytes" + (job.output().truncated() ? ", cut" : ""));
    result(job.result());
    if (job.cancelRequested()) {
      field("cancel", "requested");
    }
  }

  private void result(@Nullable JobResult result) {
    if (result == null) {
      return;
    }
    field("exit code", result.exitCode() == null ? null : result.exitCode().toString());
    field("result", result.output() == null ? null : result.output().toString());
    if (result.error() != null) {
      field("error", result.error().message() + " (" + result.error().code() + ")");
      evidence(result.error().evidence());
    }
    field("file", result.fileId());
  }

  private void evidence(@Nullable String lines) {
    if (lines != null) {
      lines.lines().forEach(line -> field("said last", line));
    }
  }

  private void attempts(List<JsonNode> nodes) {
    if (nodes.isEmpty()) {
      return;
    }
    out.print("\n");
    Table table = new Table("TRY", "OUTCOME", "EXIT", "RAN", "ENDED", "WORKER");
    Instant now = env.time().clock().instant();
    for (JsonNode node : nodes) {
      AttemptView attempt = read(node);
      Instant end = attempt.endedAt();
      table.row(
          Integer.toString(attempt.number()),
          attempt.outcome() == null ? "-" : attempt.outcome().name(),
          attempt.exitCode() == null ? "-" : attempt.exitCode().toString(),
          Text.between(attempt.startedAt(), Objects.requireNonNullElse(end, now)),
          end == null ? "-" : Text.between(end, now) + " ago",
          attempt.workerId());
    }
    table.printTo(out, env.variables());
  }

  private AttemptView read(JsonNode node) {
    try {
      return api.mapper().treeToValue(node, AttemptView.class);
    } catch (JsonProcessingException e) {
      throw CliFailure.of("the server's answer is not an attempt: " + e.getOriginalMessage());
    }
  }

  private void time(String name, @Nullable Instant at) {
    if (at != null) {
      field(name, at + " (" + Text.between(at, env.time().clock().instant()) + " ago)");
    }
  }

  private void field(String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      out.print(name + " ".repeat(Math.max(1, 11 - name.length())) + Text.clean(value) + "\n");
    }
  }

  private static String labels(JobView job) {
    StringBuilder text = new StringBuilder();
    job.requirements().labels().forEach((k, v) -> text.append(", ").append(k + "=" + v));
    return text.toString();
  }
}
