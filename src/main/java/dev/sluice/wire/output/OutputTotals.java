package dev.sluice.wire.output;

/** How much output a job's last attempt has stored. Exact once the job has ended. */
public record OutputTotals(long chunks, long bytes, boolean truncated) {
  public static final OutputTotals NONE = new OutputTotals(0, 0, false);
}
