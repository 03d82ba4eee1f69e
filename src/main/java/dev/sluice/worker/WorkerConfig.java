package dev.sluice.worker;

import dev.sluice.time.PositiveDuration;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the server for its workers, under {@code sluice.workers}. */
@ConfigMapping(prefix = "sluice.workers")
public interface WorkerConfig {
  /** The interval of heartbeats that the server asks of a worker. */
  @WithDefault("10s")
  @WithConverter(PositiveDuration.class)
  Duration heartbeat();

  /** A worker that was silent for this long becomes OFFLINE, and its attempts are lost. */
  @WithDefault("30s")
  @WithConverter(PositiveDuration.class)
  Duration offlineAfter();

  /** How long a live worker takes at most to call again after the connection of its poll broke. */
  @WithDefault("1s")
  Duration suspectFor();

  /** A worker that was last heard this long ago is deleted, if it is OFFLINE. */
  @WithDefault("24h")
  Duration forgetAfter();

  /** How long a worker gets no new work after a failure of its own. */
  @WithDefault("30s")
  Duration cooldown();

  /** The longest time that a poll is held open. */
  @WithDefault("60s")
  @WithConverter(PositiveDuration.class)
  Duration maxPoll();
}
