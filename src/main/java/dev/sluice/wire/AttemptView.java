package dev.sluice.wire;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One attempt of a job as clients see it; never its lease. */
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

  /** A result that came when the attempt was no longer the worker's: evidence, never believed. */
  public record LateResult(Outcome outcome, @Nullable Integer exitCode, Instant at) {}
}
