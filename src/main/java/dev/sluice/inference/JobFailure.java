package dev.sluice.inference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.wire.JobError;
import dev.sluice.wire.Problem;
import dev.sluice.wire.job.JobResult;
import java.util.Locale;
import java.util.Optional;

/** Says why a job of {@code infer} has no answer, as a problem. */
final class JobFailure {
  private static final int CONFLICT = 409;
  private static final int BAD_GATEWAY = 502;
  private static final int GATEWAY_TIMEOUT = 504;

  private JobFailure() {}

  /** Empty for a job that has completed. */
  static Optional<Problem> of(Job job) {
    if (job.status == JobStatus.COMPLETED) {
      return Optional.empty();
    }
    if (job.status == JobStatus.CANCELLED) {
      return Optional.of(problem(CONFLICT, "job_cancelled", "the job was cancelled"));
    }
    Optional<JobResult> result = job.resultView();
    JobError error = result.map(JobResult::error).orElse(null);
    String reason = String.valueOf(job.reason).toLowerCase(Locale.ROOT);
    return Optional.of(
        problem(
            status(job, output(result)),
            error == null ? reason : error.code(),
            error == null ? "the job failed: " + reason : error.message()));
  }

  /** What the operation returned. */
  static JsonNode output(Optional<JobResult> result) {
    return result.map(JobResult::output).orElse(MissingNode.getInstance());
  }

  /** A refusal of the process is the client's to mend; all else is not. */
  private static int status(Job job, JsonNode output) {
    int refused = output.path("http_status").asInt();
    if (refused >= 400 && refused < 500) {
      return refused;
    }
    return job.reason == EndReason.TIMEOUT ? GATEWAY_TIMEOUT : BAD_GATEWAY;
  }

  private static Problem problem(int status, String code, String detail) {
    return ProblemException.of(status, code, detail).problem();
  }
}
