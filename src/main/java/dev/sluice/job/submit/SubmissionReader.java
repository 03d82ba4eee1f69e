package dev.sluice.job.submit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import dev.sluice.fields.JsonFields;
import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobStatus;
import dev.sluice.store.StoredJson;
import dev.sluice.wire.Requirements;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a submission into a new job, or reports every mistake in it. */
@Singleton
final class SubmissionReader {
  private static final long MAX_TIMEOUT_MS = 7L * 24 * 3_600_000;
  private static final double MAX_CPU = 1_024;
  private static final long MAX_RAM_MB = 16_777_216;
  private static final int MAX_METADATA = 65_536;
  private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

  private final Operations operations;
  private final JobConfig config;
  private final Clock clock;

  SubmissionReader(Operations operations, JobConfig config, Clock clock) {
    this.operations = operations;
    this.config = config;
    this.clock = clock;
  }

  /**
   * Returns a job with a new id (UUIDv7, so that ids sort by time): QUEUED if the submission has
   * {@code start}, else SUBMITTED.
   *
   * @throws dev.sluice.http.ProblemException 400 naming every field at fault
   */
  Job read(JsonFields fields) {
    Job job = new Job();
    job.id = newId();
    job.createdAt = clock.instant();
    readTreatment(fields, job);
    Optional<Operation> operation = operation(fields);
    if (operation.isEmpty()) {
      // The operation decides which other fields are known: report only this mistake.
      fields.acceptRest();
    }
    operation.ifPresent(
        known -> {
          job.operation = known.name();
          job.payload = StoredJson.text(known.readPayload(fields));
        });
    fields.finish(ProblemException::invalid);
    return job;
  }

  static String newId() {
    return "job-" + IDS.generate();
  }

  private Optional<Operation> operation(JsonFields fields) {
    String name = fields.requiredString("operation", 64, "must be one of " + operations.names());
    if (name == null) {
      return Optional.empty();
    }
    Optional<Operation> operation = operations.find(name);
    if (operation.isEmpty()) {
      fields.reject("operation", "unknown_operation", "must be one of " + operations.names());
    }
    return operation;
  }

  private void readTreatment(JsonFields fields, Job job) {
    job.requirements = requirements(fields.object("requirements"));
    job.priority = or(fields.integer("priority", 0, 9), 5).intValue();
    job.timeoutMs = or(fields.integer("timeout_ms", 1, MAX_TIMEOUT_MS), 300_000);
    job.maxRetries = or(fields.integer("max_retries", 0, 100), 3).intValue();
    job.retryOnExit = Boolean.TRUE.equals(fields.bool("retry_on_exit"));
    job.notBefore = fields.instant("not_before");
    job.tags = List.copyOf(fields.strings("tags", 32, 128));
    job.metadata = StoredJson.text(metadata(fields));
    if (Boolean.TRUE.equals(fields.bool("start"))) {
      job.status = JobStatus.QUEUED;
      job.queuedAt = job.createdAt;
    } else {
      job.expiresAt = job.createdAt.plus(config.unopenedTtl());
    }
  }

  private static Requirements requirements(@Nullable JsonFields fields) {
    if (fields == null) {
      return Requirements.DEFAULT;
    }
    Double cpu = fields.number("cpu", 0, MAX_CPU);
    return new Requirements(
        cpu == null ? Requirements.DEFAULT.cpu() : cpu,
        or(fields.integer("ram_mb", 1, MAX_RAM_MB), Requirements.DEFAULT.ramMb()),
        fields.stringMap("labels", Requirements.LABEL_NAME, 32, 128));
  }

  private static ObjectNode metadata(JsonFields fields) {
    ObjectNode metadata = fields.objectNode("metadata");
    if (metadata == null) {
      return JsonNodeFactory.instance.objectNode();
    }
    int size = StoredJson.text(metadata).length();
    if (size > MAX_METADATA) {
      fields.reject(
          "metadata", "too_long", "may have " + MAX_METADATA + " characters, has " + size);
    }
    return metadata;
  }

  private static Long or(@Nullable Long value, long otherwise) {
    return value == null ? otherwise : value;
  }
}
