package dev.sluice.job.attempt;

import dev.sluice.wire.output.OutputTotals;
import io.smallrye.mutiny.Uni;

/**
 * The output of an attempt, as the log has it when the attempt ends.
 *
 * @param lastLines a few kilobytes at most; read only if the gate needs them as evidence
 */
public record AttemptOutput(OutputTotals totals, Uni<String> lastLines) {
  /** The output of an attempt that printed nothing. */
  public static final AttemptOutput NONE =
      new AttemptOutput(OutputTotals.NONE, Uni.createFrom().item(""));
}
