package dev.sluice.job;

import dev.sluice.wire.output.OutputTotals;
import io.smallrye.mutiny.Uni;

/** Tells the gate, when an attempt ends, what it has printed. Answered by the output log. */
public interface AttemptOutput {
  /** Of the current or last attempt; none for a job that has not been tried. */
  Uni<OutputTotals> totals(Job job);

  /** The last lines that the current or last attempt printed, a few kilobytes at most. */
  Uni<String> lastWords(Job job);
}
