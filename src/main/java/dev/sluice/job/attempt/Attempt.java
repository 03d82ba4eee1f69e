package dev.sluice.job.attempt;

import dev.sluice.wire.Outcome;
import dev.sluice.wire.job.AttemptView;
import dev.sluice.wire.output.OutputTotals;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a job, stored as part of the job.
 *
 * @param number counts from 1
 * @param token of its lease, which distinguishes a late result from a forged one
 * @param chunks of output in the log; absent until the attempt has ended; so are the next two
 * @param bytes of output in the log
 * @param truncated whether output beyond the limit was dropped
 */
public record Attempt(
    int number,
    String token,
    String workerId,
    Instant assignedAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Outcome outcome,
    @Nullable EndReason reason,
    @Nullable Integer exitCode,
    @Nullable Long chunks,
    @Nullable Long bytes,
    @Nullable Boolean truncated,
    AttemptView.@Nullable LateResult late) {

  /**
   * @param started when its worker received it; absent while the worker has not fetched it
   */
  public static Attempt assigned(int number, Lease lease, Instant at, @Nullable Instant started) {
    return new Attempt(
        number,
        lease.token(),
        lease.workerId(),
        at,
        started,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  public boolean hasEnded() {
    return endedAt != null;
  }

  /** Whether the worker was lost while it held the attempt. */
  public boolean isWorkerDeath() {
    return outcome == Outcome.WORKER_LOST;
  }

  /** The totals of its output. */
  public OutputTotals totals() {
    return new OutputTotals(
        chunks == null ? 0 : chunks, bytes == null ? 0 : bytes, Boolean.TRUE.equals(truncated));
  }

  public AttemptView view() {
    String why = reason == null ? null : reason.name();
    return new AttemptView(
        number, workerId, assignedAt, startedAt, endedAt, outcome, why, exitCode, late);
  }
}
