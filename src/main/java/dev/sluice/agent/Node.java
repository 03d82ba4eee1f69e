package dev.sluice.agent;

import java.time.Clock;

/** What all attempts of one agent share. */
record Node(
    ServerClient server,
    Threads threads,
    WorkerDirectory directory,
    Tuning tuning,
    Clock clock,
    Jitter jitter) {

  /** Delay before a call that failed {@code failures} times in a row is made again. */
  long retryDelayMs(int failures) {
    return tuning.retryDelayMs(failures, jitter.next());
  }
}
