package dev.sluice.job;

import dev.sluice.wire.OutputTotals;
import io.smallrye.mutiny.Uni;

/** Tells the gate, when an attempt ends, how much it has printed. Answered by the output log. */
public interface OutputCount {
  /** Of the current or last attempt; none for a job that has not been tried. */
  Uni<OutputTotals> totals(Job job);
}
