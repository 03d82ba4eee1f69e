package dev.sluice.agent.run;

import dev.sluice.wire.JobError;
import dev.sluice.wire.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Why an attempt is ended from outside.
 *
 * @param graceMs between SIGTERM and SIGKILL; 0 kills at once
 * @param outcome to report; {@code null} when the attempt is no longer this worker's, so that
 *     nothing is reported
 */
record Stop(long graceMs, @Nullable Outcome outcome, @Nullable JobError error) {
  static Stop cancelled(long graceMs) {
    return new Stop(graceMs, Outcome.CANCELLED, null);
  }

  static Stop timeout(long timeoutMs, long graceMs) {
    String limit = timeoutMs % 1_000 == 0 ? timeoutMs / 1_000 + " s" : timeoutMs + " ms";
    return new Stop(graceMs, Outcome.TIMEOUT, new JobError("timeout", "Timeout after " + limit));
  }

  static Stop revoked() {
    return new Stop(0, null, null);
  }

  static Stop agentClosing(long graceMs) {
    OperationResult handedBack = OperationResult.handedBack();
    return new Stop(graceMs, handedBack.outcome(), handedBack.error());
  }

  static Stop outputRefused(int status) {
    JobError error =
        new JobError("output_refused", "The server refused the output with HTTP " + status);
    return new Stop(0, Outcome.WORKER_REPORTED, error);
  }

  static Stop outputFailed(Throwable failure) {
    JobError error = new JobError("worker_error", "The worker failed to send output: " + failure);
    return new Stop(0, Outcome.WORKER_REPORTED, error);
  }

  boolean isSilent() {
    return outcome == null;
  }
}
