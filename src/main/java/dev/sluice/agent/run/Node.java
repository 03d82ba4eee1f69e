package dev.sluice.agent.run;

import dev.sluice.agent.call.ServerClient;
import dev.sluice.agent.call.Threads;
import java.time.Clock;

/** What all attempts of one agent share. */
public record Node(
    ServerClient server,
    Threads threads,
    WorkerDirectory directory,
    Tuning tuning,
    Clock clock,
    Jitter jitter) {

  /** Delay before a call that failed {@code failures} times in a row is made again. */
  public long retryDelayMs(int failures) {
    return tuning.retryDelayMs(failures, jitter.next());
  }
}
