package dev.sluice.legacy.executor.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Secrets;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.legacy.executor.file.OlderFiles;
import dev.sluice.legacy.executor.file.Placeholder;
import dev.sluice.store.StoredJson;
import dev.sluice.text.JsonMask;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A job as clients of the older executor know it. */
record OlderJob(Job job) {
  static final String OPERATION = "exec";

  /** Fields of the metadata that keep what the older executor has beside a command. */
  static final String FILE_URL = "file_url";

  static final String FILENAME = "filename";

  /** The file of a job that has none: these agents download one before they run anything. */
  static final String PLACEHOLDER_URL = "/api/files/download/" + Placeholder.ID;

  /** Whether it was created over the older routes, so that its command is meant as they have it. */
  boolean isOlder() {
    return metadata().path(FILE_URL).isTextual();
  }

  String fileUrl() {
    String none = job.fileId == null ? PLACEHOLDER_URL : OlderFiles.pathOf(job.fileId);
    return metadata().path(FILE_URL).asText(none);
  }

  String filename() {
    String none = job.fileId == null ? Placeholder.ID : job.fileId + ".zip";
    return metadata().path(FILENAME).asText(none);
  }

  /** The id of the file that the job left; null if it left no file. */
  @Nullable String resultFileId() {
    return job.result == null || job.result.collected() == null
        ? null
        : job.result.collected().fileId();
  }

  private JsonNode metadata() {
    return StoredJson.node(job.metadata);
  }

  /** The command as it was submitted, with secrets masked. */
  String command() {
    JsonNode payload = StoredJson.node(job.payload);
    return mask().mask(CommandLine.submitted(payload));
  }

  JsonMask mask() {
    return Secrets.mask(StoredJson.node(job.payload));
  }

  /**
   * A command that ran to its end is COMPLETED, whatever its exit code, and a cancelled job FAILED.
   */
  String status() {
    if (job.status == JobStatus.CANCELLED) {
      return JobStatus.FAILED.name();
    }
    return hasFailedExit() ? JobStatus.COMPLETED.name() : job.status.name();
  }

  private boolean hasFailedExit() {
    return job.status == JobStatus.FAILED && job.reason == EndReason.EXIT_CODE;
  }

  /** Whether a client has cancelled it, also while its agent still runs it. */
  boolean isCancelled() {
    return job.cancelRequested || job.status == JobStatus.CANCELLED;
  }

  @Nullable String errorMessage() {
    if (job.status == JobStatus.CANCELLED) {
      return "Job cancelled by user";
    }
    if (job.status != JobStatus.FAILED || hasFailedExit()) {
      return null;
    }
    return job.result == null || job.result.error() == null
        ? String.valueOf(job.reason)
        : mask().mask(Objects.requireNonNull(job.result.error()).message());
  }

  @Nullable Integer exitCode() {
    return job.result == null ? null : job.result.exitCode();
  }

  /** The worker that holds it, or had it last if it is over. */
  @Nullable String agentId() {
    return job.status.isHeld() || job.status.isFinal() ? job.workerId : null;
  }

  /** How often an agent has begun it. */
  long attempts() {
    return job.attempts.stream().filter(attempt -> attempt.startedAt() != null).count();
  }
}
