package dev.sluice.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.job.Job;
import dev.sluice.job.attempt.Result;
import dev.sluice.store.StoredJson;
import dev.sluice.wire.CollectedFiles;
import dev.sluice.wire.JobError;
import dev.sluice.wire.output.OutputTotals;
import org.jspecify.annotations.Nullable;

/**
 * Writes a job with all that another server needs to go on with it, secrets included. Its lease and
 * the attempt under it are left out.
 */
final class JobLineWriter {
  private JobLineWriter() {}

  static ObjectNode write(Job job) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("job_id", job.id).put("status", job.status.name()).put("operation", job.operation);
    line.set("payload", StoredJson.node(job.payload));
    line.set("metadata", StoredJson.node(job.metadata));
    put(line, "bundle", job.bundle);
    put(line, "file_id", job.fileId);
    if (job.collect != null) {
      job.collect.forEach(line.putArray("collect")::add);
    }
    put(line, "worker_id", job.workerId);
    ObjectNode requirements = line.putObject("requirements").put("cpu", job.requirements.cpu());
    requirements.put("ram_mb", job.requirements.ramMb());
    job.requirements.labels().forEach(requirements.putObject("labels")::put);
    line.put("priority", job.priority).put("timeout_ms", job.timeoutMs);
    line.put("max_retries", job.maxRetries).put("retry_on_exit", job.retryOnExit);
    line.put("runs_once", job.runsOnce).put("prints_once", job.printsOnce);
    line.put("spawns", job.spawns);
    job.tags.forEach(line.putArray("tags")::add);
    writeTimes(job, line);
    AttemptLine.writeAll(job, line);
    line.put("cancel_requested", job.cancelRequested);
    put(line, "retried_after", job.retriedAfter);
    line.put("retries", job.retries);
    put(line, "reason", job.reason);
    if (job.result != null) {
      write(job.result, line.putObject("result"));
    }
    OutputTotals output = job.output;
    line.putObject("output")
        .put("chunks", output.chunks())
        .put("bytes", output.bytes())
        .put("truncated", output.truncated());
    return line;
  }

  private static void writeTimes(Job job, ObjectNode line) {
    put(line, "created_at", job.createdAt);
    put(line, "queued_at", job.queuedAt);
    put(line, "not_before", job.notBefore);
    put(line, "retry_at", job.retryAt);
    put(line, "assigned_at", job.assignedAt);
    put(line, "started_at", job.startedAt);
    put(line, "completed_at", job.completedAt);
    put(line, "expires_at", job.expiresAt);
  }

  private static void write(Result result, ObjectNode line) {
    put(line, "exit_code", result.exitCode());
    JsonNode output = StoredJson.tree(result.output());
    if (output != null) {
      line.set("output", output);
    }
    JobError error = result.error();
    if (error != null) {
      ObjectNode node = line.putObject("error").put("code", error.code());
      put(node.put("message", error.message()), "evidence", error.evidence());
    }
    CollectedFiles collected = result.collected();
    if (collected != null) {
      ObjectNode node = line.putObject("collected").put("files", collected.files());
      put(node.put("size", collected.size()), "file_id", collected.fileId());
      put(node, "message", collected.message());
    }
  }

  /** Nothing for a value that is absent. */
  static void put(ObjectNode line, String field, @Nullable Object value) {
    if (value instanceof Integer || value instanceof Long) {
      line.put(field, ((Number) value).longValue());
    } else if (value instanceof Boolean flag) {
      line.put(field, flag);
    } else if (value != null) {
      line.put(field, value.toString());
    }
  }
}
