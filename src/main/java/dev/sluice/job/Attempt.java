package dev.sluice.job;

import dev.sluice.wire.Outcome;
import dev.sluice.wire.job.AttemptView;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One try at a job, kept for good as part of it.
 *
 * @param number counts from 1
 * @param token of the lease it ran under, to tell a late word from a forged one
 * @param chunks of output in the log; absent until the attempt has ended
 */
public record Attempt(
    int number,
    String token,
    String workerId,
    Instant assignedAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Outcome outcome,
    @Nullable String reason,
    @Nullable Integer exitCode,
    @Nullable Long chunks,
    AttemptView.@Nullable LateResult late) {

  /**
   * @param started when it was handed to its worker, if that was at once
   */
  static Attempt assigned(int number, Lease lease, Instant at, @Nullable Instant started) {
    return new Attempt(
        number, lease.token(), lease.workerId(), at, started, null, null, null, null, null, null);
  }

  public boolean hasEnded() {
    return endedAt != null;
  }

  public AttemptView view() {
    return new AttemptView(
        number, workerId, assignedAt, startedAt, endedAt, outcome, reason, exitCode, late);
  }
}
