package dev.sluice.cli.transfer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Coerces a job of the older executor into the lines of an import. */
final class OldJob {
  /** With which that executor shows a cancelled job as a failed one. */
  static final String CANCELLED = "Job cancelled by user";

  /** The tag of imported jobs. */
  static final String TAG = "cmd-executor";

  /** Fields that Sluice has none for, and what they are called in the metadata. */
  static final Map<String, String> KEPT =
      Map.of(
          "fileUrl", "file_url",
          "filename", "filename",
          "resultFileId", "result_file_id",
          "resultFilename", "result_filename",
          "containerImage", "container_image",
          "workDir", "work_dir");

  private static final Map<String, String> STATUS =
      Map.of(
          "PENDING", "QUEUED",
          "SUBMITTED", "QUEUED",
          "QUEUED", "QUEUED",
          "ASSIGNED", "ASSIGNED",
          "RUNNING", "RUNNING",
          "COMPLETED", "COMPLETED",
          "FAILED", "FAILED",
          "CANCELLED", "CANCELLED");

  private final OldFields fields;
  private final @Nullable String key;
  private final Instant now;
  private final ObjectNode line = JsonNodeFactory.instance.objectNode();

  /**
   * @param key under which the record was, if it says no id itself
   * @param now when a job was made that does not say it
   */
  OldJob(ObjectNode record, @Nullable String key, Instant now) {
    this.fields = new OldFields(record);
    this.key = key;
    this.now = now;
  }

  /**
   * The output of the job, if it has ended, and the job.
   *
   * @throws RefusedRecord if it cannot be coerced
   */
  List<ObjectNode> lines() {
    String id = fields.word("jobId", "id");
    id = id == null ? key : id;
    if (id == null) {
      throw new RefusedRecord("jobId is missing");
    }
    String status = status();
    line.put("job_id", id).put("status", status).put("operation", "exec");
    putTask();
    Instant created = putTimes();
    OldOutput output = new OldOutput(id, endedAt(created));
    if (List.of("COMPLETED", "FAILED", "CANCELLED").contains(status)) {
      output.add("stdout", fields.text("stdout"));
      output.add("stderr", fields.text("stderr"));
      putEnd(status, created, output);
    } else {
      putWaiting(status);
    }
    List<ObjectNode> lines = new ArrayList<>(output.lines());
    lines.add(wrapped("job", line));
    return lines;
  }

  static ObjectNode wrapped(String kind, ObjectNode content) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.set(kind, content);
    return line;
  }

  private String status() {
    String given = fields.word("status");
    if (given == null) {
      throw new RefusedRecord("status is missing");
    }
    String status = STATUS.get(given.toUpperCase(Locale.ROOT));
    if (status == null) {
      throw new RefusedRecord("status is unknown: " + given);
    }
    boolean cancelled = status.equals("FAILED") && CANCELLED.equals(fields.text("errorMessage"));
    return cancelled ? "CANCELLED" : status;
  }

  private void putTask() {
    String command = fields.word("command");
    if (command == null) {
      throw new RefusedRecord("command is missing");
    }
    line.putObject("payload").put("command", command).putObject("env");
    BigDecimal cpu = fields.number("requiredCpu");
    Long ram = fields.whole("requiredRamMb");
    line.putObject("requirements")
        .put("cpu", cpu == null ? BigDecimal.ONE : cpu)
        .put("ram_mb", ram == null ? Long.valueOf(256) : ram);
    line.put("timeout_ms", Objects.requireNonNullElse(fields.whole("timeoutMs"), 300_000L));
    line.put("max_retries", Objects.requireNonNullElse(fields.whole("maxRetries"), 3L));
    line.putArray("tags").add(TAG);
    ObjectNode metadata = line.putObject("metadata");
    KEPT.forEach(
        (from, to) -> {
          String value = fields.word(from);
          if (value != null) {
            metadata.put(to, value);
          }
        });
    metadata.put("attempts", Objects.requireNonNullElse(fields.whole("attempts"), 0L));
  }

  /** Returns when the job was made. */
  private Instant putTimes() {
    Instant created = Objects.requireNonNullElse(fields.time("createdAt"), now);
    line.put("created_at", created.toString());
    put("queued_at", Objects.requireNonNullElse(fields.time("queuedAt"), created));
    put("assigned_at", fields.time("assignedAt"));
    put("started_at", fields.time("startedAt"));
    return created;
  }

  /**
   * A job that a worker held has no lease here: the server queues it again, or cancels it if that
   * was asked for. One that needs a file is not started, because its file is not there.
   */
  private void putWaiting(String status) {
    line.put("cancel_requested", fields.flag("cancelRequested"));
    boolean isCancelled = fields.flag("cancelRequested") && !status.equals("QUEUED");
    if (fields.word("fileUrl") != null && !isCancelled) {
      line.put("status", "SUBMITTED").put("cancel_requested", false);
      Stream.of("queued_at", "assigned_at", "started_at").forEach(line::remove);
    }
  }

  private void putEnd(String status, Instant created, OldOutput output) {
    Instant ended = endedAt(created);
    put("completed_at", ended);
    Long exitCode = fields.whole("exitCode");
    boolean isFailure = status.equals("FAILED") && exitCode != null && exitCode != 0;
    String reason = isFailure ? "EXIT_CODE" : status;
    line.put("reason", reason);
    ObjectNode result = line.putObject("result");
    put(result, "exit_code", exitCode);
    String message = fields.word("errorMessage");
    if (message != null || reason.equals("FAILED")) {
      result
          .putObject("error")
          .put("code", reason.toLowerCase(Locale.ROOT))
          .put("message", Objects.requireNonNullElse(message, "no reason was recorded"));
    }
    output.putTotals(line.putObject("output"));
    String worker = fields.word("assignedAgentId", "workerId");
    if (worker == null && output.isEmpty() && !line.has("started_at")) {
      return;
    }
    putAttempt(Objects.requireNonNullElse(worker, "unknown"), created, ended, output);
  }

  /** The last attempt stands for all: no record says how the others ended. */
  private void putAttempt(String worker, Instant created, Instant ended, OldOutput output) {
    line.put("worker_id", worker);
    Instant started = fields.time("startedAt");
    Instant assigned = fields.time("assignedAt");
    ObjectNode attempt = line.putArray("attempts").addObject().put("number", 1);
    attempt.put("worker_id", worker);
    Instant from = Objects.requireNonNullElse(started, created);
    put(attempt, "assigned_at", Objects.requireNonNullElse(assigned, from));
    put(attempt, "started_at", started);
    put(attempt, "ended_at", ended);
    String reason = line.path("reason").textValue();
    attempt.put("outcome", reason).put("reason", reason);
    put(attempt, "exit_code", fields.whole("exitCode"));
    output.putTotals(attempt);
  }

  private Instant endedAt(Instant created) {
    Instant started = Objects.requireNonNullElse(fields.time("startedAt"), created);
    return Objects.requireNonNullElse(fields.time("completedAt"), started);
  }

  private void put(String field, @Nullable Object value) {
    put(line, field, value);
  }

  private static void put(ObjectNode to, String field, @Nullable Object value) {
    if (value instanceof Long number) {
      to.put(field, number);
    } else if (value != null) {
      to.put(field, value.toString());
    }
  }
}
