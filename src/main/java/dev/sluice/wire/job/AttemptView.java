package dev.sluice.wire.job;

import dev.sluice.wire.Outcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One attempt of a job as clients see it, without its lease. */
public record AttemptView(
    int number,
    String workerId,
    Instant assignedAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Outcome outcome,
    @Nullable String reason,
    @Nullable Integer exitCode,
    @Nullable LateResult lateResult) {

  /** A result that arrived after the worker had lost the attempt: kept as evidence only. */
  public record LateResult(Outcome outcome, @Nullable Integer exitCode, Instant at) {}
}
