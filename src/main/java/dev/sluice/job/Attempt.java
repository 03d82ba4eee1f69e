package dev.sluice.job;

import dev.sluice.wire.Outcome;
import dev.sluice.wire.job.AttemptView;
import dev.sluice.wire.output.OutputTotals;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One try at a job, stored as part of it.
 *
 * @param number counts from 1
 * @param token of the lease it ran under, to tell a late result from a forged one
 * @param chunks of output in the log; absent until the attempt has ended, as are the next two
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
   * @param started when it was handed to its worker; absent if the worker is to fetch it
   */
  static Attempt assigned(int number, Lease lease, Instant at, @Nullable Instant started) {
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

  /** Whether its worker was lost while it held the attempt. */
  boolean isWorkerDeath() {
    return outcome == Outcome.WORKER_LOST;
  }

  /** What it printed. */
  OutputTotals totals() {
    return new OutputTotals(
        chunks == null ? 0 : chunks, bytes == null ? 0 : bytes, Boolean.TRUE.equals(truncated));
  }

  public AttemptView view() {
    String why = reason == null ? null : reason.name();
    return new AttemptView(
        number, workerId, assignedAt, startedAt, endedAt, outcome, why, exitCode, late);
  }
}
