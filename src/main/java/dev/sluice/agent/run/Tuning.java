package dev.sluice.agent.run;

import dev.sluice.agent.output.Shipper;
import dev.sluice.time.Backoff;
import java.time.Duration;

/**
 * The agent's constants, in one place so that tests can use others.
 *
 * @param retry delays between tries of a call that fails
 * @param pollWaitMs how long the server may park a poll
 * @param output how output is batched and buffered
 * @param lingerMs how long pipes may stay open and silent once the main process has ended
 * @param closeGraceMs between SIGTERM and SIGKILL when the agent is closed
 */
public record Tuning(
    Backoff retry, long pollWaitMs, Shipper.Limits output, long lingerMs, long closeGraceMs) {
  public static final Tuning DEFAULT =
      new Tuning(
          new Backoff(Duration.ofMillis(100), Duration.ofSeconds(3)),
          20_000,
          new Shipper.Limits(20, 4 << 20),
          250,
          2_000);
}
