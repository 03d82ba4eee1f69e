package dev.sluice.worker;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of workers as the server sees them, under {@code sluice.workers}. */
@ConfigMapping(prefix = "sluice.workers")
public interface WorkerConfig {
  /** How often a worker is to heartbeat. */
  @WithDefault("10s")
  Duration heartbeat();

  /** A worker that was silent for this long is OFFLINE, and what it held is lost. */
  @WithDefault("30s")
  Duration offlineAfter();

  /** How long a worker rests after a failure of its own. */
  @WithDefault("30s")
  Duration cooldown();

  /** Longest time that a poll is held open. */
  @WithDefault("60s")
  Duration maxPoll();

  /** After this an assignment that its worker does not list is handed out again. */
  @WithDefault("2s")
  Duration redeliverAfter();
}
