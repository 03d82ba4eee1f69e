package dev.sluice.agent.run;

import dev.sluice.wire.JobError;
import dev.sluice.wire.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Why an attempt is ended from outside.
 *
 * @param graceMs between asking and killing; 0 kills at once
 * @param outcome to report; {@code null} when the attempt is no longer ours and nothing is said
 */
public record Stop(long graceMs, @Nullable Outcome outcome, @Nullable JobError error) {
  public static Stop cancelled(long graceMs) {
    return new Stop(graceMs, Outcome.CANCELLED, null);
  }

  public static Stop timeout(long timeoutMs, long graceMs) {
    String limit = timeoutMs % 1_000 == 0 ? timeoutMs / 1_000 + " s" : timeoutMs + " ms";
    return new Stop(graceMs, Outcome.TIMEOUT, new JobError("timeout", "Timeout after " + limit));
  }

  public static Stop revoked() {
    return new Stop(0, null, null);
  }

  public static Stop agentClosing(long graceMs) {
    JobError error = new JobError("worker_stopped", "The worker was stopped");
    return new Stop(graceMs, Outcome.WORKER_REPORTED, error);
  }

  public static Stop outputRefused(int status) {
    JobError error =
        new JobError("output_refused", "The server refused the output with HTTP " + status);
    return new Stop(0, Outcome.WORKER_REPORTED, error);
  }

  public boolean silent() {
    return outcome == null;
  }
}
