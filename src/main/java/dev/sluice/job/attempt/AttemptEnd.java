package dev.sluice.job.attempt;

import dev.sluice.store.StoredJson;
import dev.sluice.wire.CollectedFiles;
import dev.sluice.wire.JobError;
import dev.sluice.wire.worker.AttemptResult;
import org.jspecify.annotations.Nullable;

/**
 * How a held attempt ends.
 *
 * @param output the operation's return value, as JSON text
 * @param collected of the attempt's directory; absent if the job does not ask for it
 */
public record AttemptEnd(
    EndReason reason,
    @Nullable Integer exitCode,
    @Nullable String output,
    @Nullable JobError error,
    @Nullable CollectedFiles collected) {
  /** An end without collected files. */
  public AttemptEnd(
      EndReason reason,
      @Nullable Integer exitCode,
      @Nullable String output,
      @Nullable JobError error) {
    this(reason, exitCode, output, error, null);
  }

  /** The worker reports the end. */
  public static AttemptEnd reported(AttemptResult result) {
    if (result.handedBack()) {
      return handedBack("its worker was stopped");
    }
    String output = result.output() == null ? null : StoredJson.text(result.output());
    return new AttemptEnd(
        EndReason.of(result.outcome()),
        result.exitCode(),
        output,
        result.error(),
        result.collected());
  }

  /** The worker ended in an orderly way and gave the attempt back. */
  public static AttemptEnd handedBack(String why) {
    return byServer(EndReason.HANDED_BACK, JobError.WORKER_STOPPED, why);
  }

  /** The worker is lost. */
  public static AttemptEnd workerLost(String why) {
    return byServer(EndReason.WORKER_LOST, "worker_lost", why);
  }

  /** The server's own time limit passed, because the worker did not enforce the job's. */
  public static AttemptEnd timedOut(String message) {
    return byServer(EndReason.TIMEOUT, "timeout", message);
  }

  public static AttemptEnd notFetched(String why) {
    return byServer(EndReason.NOT_FETCHED, "not_fetched", why);
  }

  public static AttemptEnd cancelled(EndReason reason) {
    return byServer(reason, "cancelled", "cancelled before it ran");
  }

  /** With the last lines of output beside the error. */
  public AttemptEnd withEvidence(String lastLines) {
    if (error == null || lastLines.isEmpty()) {
      return this;
    }
    return new AttemptEnd(
        reason,
        exitCode,
        output,
        new JobError(error.code(), error.message(), lastLines),
        collected);
  }

  private static AttemptEnd byServer(EndReason reason, String code, String message) {
    return new AttemptEnd(reason, null, null, new JobError(code, message));
  }
}
