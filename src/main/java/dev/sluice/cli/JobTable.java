package dev.sluice.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.cli.console.Api;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import dev.sluice.cli.console.Table;
import dev.sluice.cli.console.Text;
import dev.sluice.wire.job.JobView;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Jobs as a table. */
final class JobTable {
  private JobTable() {}

  static void print(List<JsonNode> jobs, Api api, Environment env) {
    Instant now = env.time().clock().instant();
    Table table = new Table("JOB", "STATUS", "REASON", "AGE", "RAN", "TRY", "WORKER", "WHAT");
    for (JsonNode node : jobs) {
      JobView job = read(api, node);
      table.row(
          job.jobId(),
          job.status(),
          Objects.requireNonNullElse(job.reason(), "-"),
          Text.between(job.createdAt(), now),
          Text.between(job.startedAt(), Objects.requireNonNullElse(job.completedAt(), now)),
          Integer.toString(job.attempt()),
          Objects.requireNonNullElse(job.workerId(), "-"),
          what(job));
    }
    table.printTo(env.terminal().out(), env.variables());
  }

  static JobView read(Api api, JsonNode node) {
    try {
      return api.mapper().treeToValue(node, JobView.class);
    } catch (JsonProcessingException e) {
      throw CliFailure.of("the server's answer is not a job: " + e.getOriginalMessage());
    }
  }

  /** The command, or else the operation. */
  static String what(JobView job) {
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
