package dev.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.cli.api.ApiClient;
import dev.sluice.cli.api.PagedList;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.Format;
import dev.sluice.cli.console.Table;
import dev.sluice.text.Printable;
import dev.sluice.wire.job.AttemptView;
import dev.sluice.wire.job.JobResult;
import dev.sluice.wire.job.JobView;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Prints jobs: a table of many, or one with its attempts. */
final class JobPrinter {
  private final Environment env;
  private final ApiClient api;
  private final Instant now;

  JobPrinter(Environment env, ApiClient api) {
    this.env = env;
    this.api = api;
    this.now = env.time().clock().instant();
  }

  void printTable(List<JsonNode> jobs) {
    Table table = new Table("JOB", "STATUS", "REASON", "AGE", "RAN", "TRY", "WORKER", "WHAT");
    for (JsonNode node : jobs) {
      JobView job = api.convert(node, JobView.class);
      table.row(
          job.jobId(),
          job.status(),
          Objects.requireNonNullElse(job.reason(), "-"),
          Format.between(job.createdAt(), now),
          Format.between(job.startedAt(), Objects.requireNonNullElse(job.completedAt(), now)),
          Integer.toString(job.attempt()),
          Objects.requireNonNullElse(job.workerId(), "-"),
          commandOrOperation(job));
    }
    table.printTo(env.terminal().out(), env.variables());
  }

  /**
   * @param json prints the server's answer with the attempts inside, on one line
   * @throws CliFailure if the server does not give the job
   */
  void printDetail(String jobId, boolean json) {
    JsonNode node = api.get(ApiClient.jobPath(jobId));
    List<JsonNode> attempts = PagedList.readAll(api, ApiClient.jobPath(jobId) + "/attempts");
    if (json) {
      ArrayNode list = api.mapper().createArrayNode().addAll(attempts);
      env.terminal().print(node instanceof ObjectNode job ? job.set("attempts", list) : node);
      return;
    }
    printFields(api.convert(node, JobView.class));
    if (!attempts.isEmpty()) {
      env.terminal().print("");
      printAttempts(attempts);
    }
  }

  private void printFields(JobView job) {
    field("job", job.jobId());
    field("status", job.status() + (job.reason() == null ? "" : " (" + job.reason() + ")"));
    field("what", commandOrOperation(job));
    field("file", job.fileId());
    field("needs", requirements(job));
    field("priority", Integer.toString(job.priority()));
    field("tags", String.join(", ", job.tags()));
    field("worker", job.workerId());
    time("created", job.createdAt());
    time("queued", job.queuedAt());
    time("started", job.startedAt());
    time("completed", job.completedAt());
    field(
        "output",
        job.output().bytes() + " bytes" + (job.output().truncated() ? ", truncated" : ""));
    if (job.result() != null) {
      printResult(job.result());
    }
    if (job.cancelRequested()) {
      field("cancel", "requested");
    }
  }

  private void printResult(JobResult result) {
    field("exit code", result.exitCode() == null ? null : result.exitCode().toString());
    field("result", result.output() == null ? null : result.output().toString());
    field("files", files(result));
    if (result.error() != null) {
      field("error", result.error().message() + " (" + result.error().code() + ")");
      String lastLines = Objects.requireNonNullElse(result.error().evidence(), "");
      lastLines.lines().forEach(line -> field("last line", line));
    }
  }

  private static @Nullable String files(JobResult result) {
    if (result.files() == null) {
      return null;
    }
    String id = result.fileId() == null ? "none" : result.files() + " in " + result.fileId();
    return id + (result.message() == null ? "" : "; " + result.message());
  }

  private void printAttempts(List<JsonNode> attempts) {
    Table table = new Table("TRY", "OUTCOME", "EXIT", "RAN", "ENDED", "WORKER");
    for (JsonNode node : attempts) {
      AttemptView attempt = api.convert(node, AttemptView.class);
      Instant end = attempt.endedAt();
      table.row(
          Integer.toString(attempt.number()),
          attempt.outcome() == null ? "-" : attempt.outcome().name(),
          attempt.exitCode() == null ? "-" : attempt.exitCode().toString(),
          Format.between(attempt.startedAt(), Objects.requireNonNullElse(end, now)),
          end == null ? "-" : Format.between(end, now) + " ago",
          attempt.workerId());
    }
    table.printTo(env.terminal().out(), env.variables());
  }

  private void time(String name, @Nullable Instant at) {
    if (at != null) {
      field(name, at + " (" + Format.between(at, now) + " ago)");
    }
  }

  private void field(String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      String gap = " ".repeat(Math.max(1, 11 - name.length()));
      env.terminal().print(name + gap + Printable.clean(value, " "));
    }
  }

  private static String requirements(JobView job) {
    StringBuilder text = new StringBuilder();
    text.append("cpu ").append(Format.number(job.requirements().cpu()));
    text.append(", ram ").append(job.requirements().ramMb()).append(" MiB");
    job.requirements().labels().forEach((k, v) -> text.append(", ").append(k + "=" + v));
    return text.toString();
  }

  private static String commandOrOperation(JobView job) {
    JsonNode payload = job.payload();
    JsonNode command = payload == null ? null : payload.get("command");
    if (command == null) {
      return job.operation();
    }
    if (command.isTextual()) {
      return command.asText();
    }
    StringBuilder words = new StringBuilder();
    command.forEach(word -> words.append(words.isEmpty() ? "" : " ").append(word.asText()));
    return words.toString();
  }
}
