package dev.sluice.host.protocol;

import dev.sluice.wire.worker.AttemptResult;

/**
 * Limits of one run; its host limits the heap. A run that exceeds one ends with the {@link
 * LimitCode} of that name.
 *
 * @param timeMs wall-clock time
 * @param statements of JavaScript executed
 * @param outputBytes printed and reported as progress
 * @param resultBytes of the returned value as JSON
 * @param responseBytes of the body of one HTTP response
 */
public record RunLimits(
    long timeMs, long statements, long outputBytes, long resultBytes, long responseBytes) {
  /** Five minutes, 10⁹ statements, 64 MiB of output, 4 MiB of result, 8 MiB for each response. */
  public static final RunLimits DEFAULT =
      new RunLimits(300_000, 1_000_000_000, 64L << 20, AttemptResult.MAX_OUTPUT, 8L << 20);

  public RunLimits {
    if (timeMs <= 0
        || statements <= 0
        || outputBytes <= 0
        || resultBytes <= 0
        || responseBytes <= 0) {
      throw new IllegalArgumentException("limits must be above 0");
    }
  }

  public RunLimits withTimeMs(long limit) {
    return new RunLimits(limit, statements, outputBytes, resultBytes, responseBytes);
  }
}
