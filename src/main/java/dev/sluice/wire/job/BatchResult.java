package dev.sluice.wire.job;

import dev.sluice.wire.FieldError;
import dev.sluice.wire.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of one entry of a batch: the answer to a single submission, plus its HTTP status. A
 * refused entry has a {@code code}, an accepted one a {@code job_id}.
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
   * Not stored; see {@link Problem}. Fields are named from the root of the body: {@code
   * jobs[3].env}.
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
