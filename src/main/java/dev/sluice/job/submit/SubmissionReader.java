package dev.sluice.job.submit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import dev.sluice.fields.JsonFields;
import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobStatus;
import dev.sluice.job.StoredFiles;
import dev.sluice.store.StoredJson;
import dev.sluice.wire.Requirements;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a submission into a new job, or reports every mistake in it. */
@Singleton
final class SubmissionReader {
  private static final long MAX_TIMEOUT_MS = 7L * 24 * 3_600_000;
  private static final long UNLIMITED = 0;
  private static final double MAX_CPU = 1_024;
  private static final long MAX_RAM_MB = 16_777_216;
  private static final int MAX_METADATA = 65_536;
  private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

  private final Operations operations;
  private final JobConfig config;
  private final StoredFiles files;
  private final Clock clock;

  SubmissionReader(Operations operations, StoredFiles files, JobConfig config, Clock clock) {
    this.operations = operations;
    this.files = files;
    this.config = config;
    this.clock = clock;
  }

  /**
   * A well-formed submission.
   *
   * @param job without its payload
   */
  record WellFormed(Job job, Operation operation, ObjectNode payload, StoredFiles files) {
    /**
     * The job as it is to be stored.
     *
     * @return fails with a {@link ProblemException} if it cannot run
     */
    Uni<Job> resolve() {
      return JobFiles.require(files, job)
          .chain(() -> operation.resolve(job, payload))
          .map(
              resolved -> {
                job.payload = StoredJson.text(resolved);
                return job;
              });
    }
  }

  /**
   * Reads a job with a new id (UUIDv7, so that ids sort by time), SUBMITTED, or QUEUED if it is to
   * start at once.
   *
   * @throws ProblemException 400 naming every field at fault
   */
  WellFormed read(JsonFields fields) {
    Job job = new Job();
    job.id = newId();
    job.createdAt = clock.instant();
    readTreatment(fields, job);
    Optional<Operation> found = operation(fields);
    if (found.isEmpty()) {
      // The other known fields depend on the operation: report only this.
      fields.acceptRest();
      fields.finish(ProblemException::invalid);
    }
    Operation operation = found.orElseThrow();
    job.operation = operation.name();
    if (job.timeoutMs == UNLIMITED) {
      job.timeoutMs = operation.defaultTimeoutMs();
    }
    ObjectNode payload = operation.readPayload(fields);
    if (operation.takesFiles()) {
      JobFiles.read(fields, job);
    } else {
      JobFiles.refuse(fields, operation.name());
    }
    fields.finish(ProblemException::invalid);
    return new WellFormed(job, operation, payload, files);
  }

  /**
   * Reads the fields of a job that is submitted later, when its time and its id are known.
   *
   * @param operation the name of one that takes no files
   * @return its payload
   */
  ObjectNode readLater(JsonFields fields, String operation) {
    readTreatment(fields, new Job());
    return operations
        .find(operation)
        .orElseThrow(() -> new IllegalArgumentException("there is no operation " + operation))
        .readPayload(fields);
  }

  static String newId() {
    return "job-" + IDS.generate();
  }

  private Optional<Operation> operation(JsonFields fields) {
    String name = fields.requiredString("operation", 64, expected());
    if (name == null) {
      return Optional.empty();
    }
    Optional<Operation> operation = operations.find(name);
    if (operation.isEmpty()) {
      fields.reject("operation", "unknown_operation", expected());
    }
    return operation;
  }

  private String expected() {
    return "must be one of " + String.join(", ", operations.names());
  }

  private void readTreatment(JsonFields fields, Job job) {
    job.requirements = requirements(fields.object("requirements"));
    job.priority = or(fields.integer("priority", 0, 9), 5).intValue();
    job.timeoutMs = or(fields.integer("timeout_ms", 1, MAX_TIMEOUT_MS), UNLIMITED);
    job.maxRetries = or(fields.integer("max_retries", 0, 100), 3).intValue();
    job.retryOnExit = Boolean.TRUE.equals(fields.bool("retry_on_exit"));
    job.notBefore = fields.instant("not_before");
    job.tags = List.copyOf(fields.strings("tags", 32, 128));
    job.metadata = metadata(fields);
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

  private static String metadata(JsonFields fields) {
    ObjectNode metadata = fields.objectNode("metadata");
    if (metadata == null) {
      return "{}";
    }
    String text = StoredJson.text(metadata);
    if (text.length() > MAX_METADATA) {
      fields.reject(
          "metadata", "too_long", "may have " + MAX_METADATA + " characters, has " + text.length());
    }
    return text;
  }

  private static Long or(@Nullable Long value, long otherwise) {
    return value == null ? otherwise : value;
  }
}
