package dev.sluice.agent.run;

import dev.sluice.time.Backoff;
import java.time.Duration;

/**
 * The agent's constants, in one place so that tests can have others.
 *
 * @param retryBaseMs first delay after a call failed; doubles up to {@code retryCapMs}
 * @param pollWaitMs how long the server may park a poll
 * @param batchMs after a chunk was sent, how long the next one gathers output
 * @param bufferBytes output held per attempt before its process is no longer read from
 * @param lingerMs how long pipes may stay open and silent once the main process has ended
 * @param closeGraceMs for running processes between SIGTERM and SIGKILL when the agent is closed
 */
public record Tuning(
    long retryBaseMs,
    long retryCapMs,
    long pollWaitMs,
    long batchMs,
    int bufferBytes,
    long lingerMs,
    long closeGraceMs) {
  public static final Tuning DEFAULT = new Tuning(100, 3_000, 20_000, 50, 4 << 20, 250, 2_000);

  /** A chunk goes out before {@code batchMs} is over once it has this many bytes. */
  public static final int BATCH_BYTES = 32 << 10;

  /**
   * Delay before the next try, milliseconds.
   *
   * @param failures in a row so far, at least 1
   * @param jitter from 0 to 1
   */
  long retryDelayMs(int failures, double jitter) {
    Backoff backoff = new Backoff(Duration.ofMillis(retryBaseMs), Duration.ofMillis(retryCapMs));
    return Math.max(1, backoff.after(failures, jitter).toMillis());
  }
}
