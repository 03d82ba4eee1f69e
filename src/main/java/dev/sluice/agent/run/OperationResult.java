package dev.sluice.agent.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.wire.CollectedFiles;
import dev.sluice.wire.JobError;
import dev.sluice.wire.Outcome;
import org.jspecify.annotations.Nullable;

/** How an operation ended by itself; a stop from outside may replace outcome and error. */
public record OperationResult(
    Outcome outcome,
    @Nullable Integer exitCode,
    @Nullable JsonNode output,
    @Nullable JobError error,
    @Nullable CollectedFiles collected) {

  /** A result without collected files. */
  public OperationResult(
      Outcome outcome,
      @Nullable Integer exitCode,
      @Nullable JsonNode output,
      @Nullable JobError error) {
    this(outcome, exitCode, output, error, null);
  }

  public static OperationResult ofExitCode(int code) {
    return new OperationResult(code == 0 ? Outcome.COMPLETED : Outcome.EXIT_CODE, code, null, null);
  }

  static OperationResult invalid(InvalidJobException job) {
    return new OperationResult(Outcome.FAILED, job.exitCode(), null, job.error());
  }

  public static OperationResult failed(Outcome outcome, String code, String message) {
    return new OperationResult(outcome, null, null, new JobError(code, message));
  }

  /** This machine could not run the operation; another may. */
  public static OperationResult workerAtFault(String code, String message) {
    return failed(Outcome.WORKER_REPORTED, code, message);
  }

  /** The worker ends and hands the attempt back. */
  public static OperationResult handedBack() {
    return workerAtFault(JobError.WORKER_STOPPED, "The worker was stopped");
  }

  /** The same with what was collected after it. */
  public OperationResult with(CollectedFiles files) {
    return new OperationResult(outcome, exitCode, output, error, files);
  }

  /** The operation succeeded, but its files could not be collected. */
  public OperationResult notCollected(String code, String message) {
    CollectedFiles none = CollectedFiles.none(message);
    return outcome == Outcome.COMPLETED
        ? new OperationResult(Outcome.FAILED, exitCode, output, new JobError(code, message), none)
        : with(none);
  }

  OperationResult stopped(Outcome other, @Nullable JobError reason) {
    return new OperationResult(other, exitCode, null, reason);
  }
}
