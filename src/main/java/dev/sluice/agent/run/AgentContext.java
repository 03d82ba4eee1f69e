package dev.sluice.agent.run;

import dev.sluice.agent.call.ServerClient;
import dev.sluice.agent.call.Threads;
import dev.sluice.agent.output.OutputBudget;
import java.time.Clock;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * The parts that the session and all attempts of one agent share.
 *
 * @param budget memory for the output of all attempts
 * @param jitter numbers from 0 to 1 that spread retries
 */
public record AgentContext(
    ServerClient server,
    Threads threads,
    WorkerDirectory directory,
    Tuning tuning,
    OutputBudget budget,
    Clock clock,
    DoubleSupplier jitter) {

  /** Delay before a call that failed {@code failures} times in a row is made again. */
  public Duration retryDelay(int failures) {
    return tuning.retry().after(failures, jitter.getAsDouble());
  }
}
