package dev.sluice.job;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of jobs, under {@code sluice.job}. */
@ConfigMapping(prefix = "sluice.job")
public interface JobConfig {
  /** How long a job may stand unopened before it is cancelled. */
  @WithDefault("24h")
  Duration unopenedTtl();

  /** How long a finished job is kept, with its output. */
  @WithDefault("7d")
  Duration retention();

  /** How long an {@code Idempotency-Key} replays its first answer. */
  @WithDefault("24h")
  Duration idempotencyTtl();

  /** Between SIGTERM and SIGKILL. */
  @WithDefault("10s")
  Duration grace();

  /** How long an assignment waits to be fetched before another worker gets it. */
  @WithDefault("15s")
  Duration fetchWithin();

  /** What one level of priority is worth in waiting. */
  @WithDefault("1m")
  Duration ageing();

  /** After so many workers died holding it, a job is not tried again. */
  @WithDefault("3")
  int poisonAfter();

  /** Largest body of a submission, bytes. */
  @WithDefault("1048576")
  int maxBody();

  /** Largest body of a batch of submissions, bytes; {@code max-body} holds for each of them. */
  @WithDefault("8388608")
  int maxBatchBody();
}
