package dev.sluice.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.fields.JsonFields;
import dev.sluice.http.JsonBody;
import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobId;
import dev.sluice.job.JobStatus;
import dev.sluice.job.attempt.Attempt;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.job.attempt.Result;
import dev.sluice.job.submit.Operations;
import dev.sluice.store.StoredJson;
import dev.sluice.wire.CollectedFiles;
import dev.sluice.wire.JobError;
import dev.sluice.wire.Requirements;
import dev.sluice.wire.output.OutputTotals;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads a job as {@link JobLineWriter} writes it. */
@Singleton
final class JobLineReader {
  private static final long MAX_TIMEOUT_MS = 7L * 24 * 3_600_000;

  private final Operations operations;
  private final JobConfig config;
  private final Clock clock;

  JobLineReader(Operations operations, JobConfig config, Clock clock) {
    this.operations = operations;
    this.config = config;
    this.clock = clock;
  }

  /**
   * The job as it is to be stored. One that a worker held elsewhere has no lease here: it is queued
   * again, without the attempt that had not ended. It ends if a client had asked for that, or if it
   * may run only once.
   *
   * @throws ProblemException 400 naming every field at fault
   */
  Job read(ObjectNode content) {
    JsonBody.checkStorable(content, "");
    JsonFields fields = new JsonFields(content);
    Job job = new Job();
    job.id = id(fields);
    job.status = Enums.required(fields, "status", JobStatus.class, JobStatus.SUBMITTED);
    readTask(fields, job);
    readTimes(fields, job);
    job.attempts = AttemptLine.readAll(fields);
    job.cancelRequested = Boolean.TRUE.equals(fields.bool("cancel_requested"));
    Long retriedAfter = fields.integer("retried_after", 0, job.attempts.size());
    job.retriedAfter = retriedAfter == null ? null : retriedAfter.intValue();
    job.retries = or(fields.integer("retries", 0, Integer.MAX_VALUE), 0).intValue();
    job.reason = Enums.optional(fields, "reason", EndReason.class);
    job.result = result(fields.object("result"));
    job.output = totals(fields.object("output"));
    fields.finish(ProblemException::invalid);
    return settled(job);
  }

  /** The time of lines that do not say one. */
  Instant now() {
    return clock.instant();
  }

  private static String id(JsonFields fields) {
    String id = fields.requiredString("job_id", 128, "must be the id of the job");
    if (id != null && !JobId.isValid(id)) {
      fields.reject("job_id", "invalid_id", "may have letters, digits, '.', '_' and '-'");
    }
    return String.valueOf(id);
  }

  private void readTask(JsonFields fields, Job job) {
    job.operation = String.valueOf(fields.requiredString("operation", 64, "must be a name"));
    if (!job.status.isFinal() && operations.find(job.operation).isEmpty()) {
      String known = "must be one of " + String.join(", ", operations.names());
      fields.rejectUnlessRejected("operation", "unknown_operation", known);
    }
    job.payload = json(fields, "payload");
    job.metadata = json(fields, "metadata");
    job.bundle = fields.string("bundle", 256);
    job.fileId = fields.string("file_id", 128);
    List<String> collect = fields.strings("collect", 64, 4_096);
    job.collect = collect.isEmpty() ? null : List.copyOf(collect);
    job.workerId = fields.string("worker_id", 128);
    job.requirements = requirements(fields.object("requirements"));
    job.priority = or(fields.integer("priority", 0, 9), 5).intValue();
    job.timeoutMs = or(fields.integer("timeout_ms", 0, MAX_TIMEOUT_MS), 300_000);
    job.maxRetries = or(fields.integer("max_retries", 0, 100), 3).intValue();
    job.runsOnce = Boolean.TRUE.equals(fields.bool("runs_once"));
    job.printsOnce = Boolean.TRUE.equals(fields.bool("prints_once"));
    job.spawns = Boolean.TRUE.equals(fields.bool("spawns"));
    job.retryOnExit = Boolean.TRUE.equals(fields.bool("retry_on_exit"));
    job.tags = List.copyOf(fields.strings("tags", 32, 128));
  }

  private static String json(JsonFields fields, String field) {
    ObjectNode node = fields.objectNode(field);
    return node == null ? "{}" : StoredJson.text(node);
  }

  private static Requirements requirements(@Nullable JsonFields fields) {
    if (fields == null) {
      return Requirements.DEFAULT;
    }
    Double cpu = fields.numberFrom("cpu", 0, 1_024);
    return new Requirements(
        cpu == null ? Requirements.DEFAULT.cpu() : cpu,
        or(fields.integer("ram_mb", 0, 16_777_216), Requirements.DEFAULT.ramMb()),
        fields.stringMap("labels", Requirements.LABEL_NAME, 32, 128));
  }

  private void readTimes(JsonFields fields, Job job) {
    job.createdAt = Objects.requireNonNullElseGet(fields.instant("created_at"), clock::instant);
    job.queuedAt = fields.instant("queued_at");
    job.notBefore = fields.instant("not_before");
    job.retryAt = fields.instant("retry_at");
    job.assignedAt = fields.instant("assigned_at");
    job.startedAt = fields.instant("started_at");
    job.completedAt = fields.instant("completed_at");
    job.expiresAt = fields.instant("expires_at");
  }

  private static @Nullable CollectedFiles collected(@Nullable JsonFields fields) {
    return fields == null
        ? null
        : new CollectedFiles(
            fields.string("file_id", 128),
            or(fields.integer("files", 0, Long.MAX_VALUE), 0),
            or(fields.integer("size", 0, Long.MAX_VALUE), 0),
            fields.string("message", 65_536));
  }

  private static @Nullable Result result(@Nullable JsonFields fields) {
    if (fields == null) {
      return null;
    }
    Long exitCode = fields.integer("exit_code", Integer.MIN_VALUE, Integer.MAX_VALUE);
    JsonNode output = fields.any("output");
    return new Result(
        exitCode == null ? null : exitCode.intValue(),
        output == null ? null : StoredJson.text(output),
        error(fields.object("error")),
        collected(fields.object("collected")));
  }

  private static @Nullable JobError error(@Nullable JsonFields fields) {
    if (fields == null) {
      return null;
    }
    String code = fields.requiredString("code", 128, "must be a code");
    String message = fields.anyString("message");
    return new JobError(
        String.valueOf(code), message == null ? "" : message, fields.anyString("evidence"));
  }

  private static OutputTotals totals(@Nullable JsonFields fields) {
    return fields == null
        ? OutputTotals.NONE
        : new OutputTotals(
            or(fields.integer("chunks", 0, Long.MAX_VALUE), 0),
            or(fields.integer("bytes", 0, Long.MAX_VALUE), 0),
            Boolean.TRUE.equals(fields.bool("truncated")));
  }

  private Job settled(Job job) {
    if (job.status.isHeld()) {
      if (job.cancelRequested) {
        return endedElsewhere(job, JobStatus.CANCELLED, EndReason.CANCELLED);
      }
      return job.runsOnce && job.status == JobStatus.RUNNING
          ? endedElsewhere(job, JobStatus.FAILED, EndReason.WORKER_LOST)
          : queued(job);
    }
    job.cancelRequested = job.cancelRequested && job.status.isFinal();
    if (job.status == JobStatus.QUEUED && job.queuedAt == null) {
      job.queuedAt = job.createdAt;
    }
    return job.status.isFinal() ? ended(job) : job;
  }

  private static Job queued(Job job) {
    job.status = JobStatus.QUEUED;
    job.queuedAt = Objects.requireNonNullElse(job.queuedAt, job.createdAt);
    job.workerId = job.lastAttempt().map(Attempt::workerId).orElse(null);
    job.assignedAt = null;
    job.startedAt = null;
    return job;
  }

  private Job endedElsewhere(Job job, JobStatus status, EndReason reason) {
    String code = reason.name().toLowerCase(Locale.ROOT);
    job.status = status;
    job.reason = reason;
    job.result = new Result(null, null, new JobError(code, "it ran on another server"));
    job.completedAt = clock.instant();
    job.workerId = job.lastAttempt().map(Attempt::workerId).orElse(null);
    return ended(job);
  }

  /** A job that says not how long it is kept is kept as one that ends now. */
  private Job ended(Job job) {
    job.completedAt = Objects.requireNonNullElse(job.completedAt, job.createdAt);
    Instant expiry = clock.instant().plus(config.retention());
    job.expiresAt = Objects.requireNonNullElse(job.expiresAt, expiry);
    return job;
  }

  private static Long or(@Nullable Long value, long otherwise) {
    return value == null ? otherwise : value;
  }
}
