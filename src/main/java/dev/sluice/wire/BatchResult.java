package dev.sluice.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one entry of a batch: what submitting it alone would have been answered with, with
 * the HTTP status of that answer beside it. One that was refused has a {@code code}, one that was
 * accepted a {@code job_id}.
 */
public sealed interface BatchResult {
  int httpStatus();

  /** Stored; see {@link JobAccepted}. */
  record Accepted(int httpStatus, String jobId, String sseUrl, String status)
      implements BatchResult {
    public static Accepted of(JobAccepted job) {
      return new Accepted(201, job.jobId(), job.sseUrl(), job.status());
    }
  }

  /**
   * Not stored; see {@link Problem}. Fields are named from the whole body on: {@code jobs[3].env}.
   */
  record Refused(
      int httpStatus,
      String title,
      int status,
      String code,
      @Nullable String detail,
      @Nullable List<FieldError> errors)
      implements BatchResult {
    public static Refused of(Problem problem) {
      return new Refused(
          problem.status(),
          problem.title(),
          problem.status(),
          problem.code(),
          problem.detail(),
          problem.errors());
    }
  }
}
