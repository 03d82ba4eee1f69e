package dev.sluice.job;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of jobs, under {@code sluice.job}. */
@ConfigMapping(prefix = "sluice.job")
public interface JobConfig {
  /** Time after which the server cancels a job that no reader opened. */
  @WithDefault("24h")
  Duration unopenedTtl();

  /** How long the server keeps a finished job, with its output. */
  @WithDefault("7d")
  Duration retention();

  /** How long an {@code Idempotency-Key} replays its first answer. */
  @WithDefault("24h")
  Duration idempotencyTtl();

  /** Time between SIGTERM and SIGKILL. */
  @WithDefault("10s")
  Duration grace();

  /** How long an assignment waits to be fetched before another worker gets it. */
  @WithDefault("15s")
  Duration fetchWithin();

  /** Waiting time that is worth one level of priority. */
  @WithDefault("1m")
  Duration ageing();

  /** Wait before the first retry of a job that failed and may heal; it doubles with each. */
  @WithDefault("1s")
  Duration retryFirst();

  /** The longest wait before a retry. */
  @WithDefault("5m")
  Duration retryLongest();

  /** Number of lost workers after which the server fails a job. */
  @WithDefault("3")
  int poisonAfter();

  /** Largest body of a submission, bytes. */
  @WithDefault("1048576")
  int maxBody();

  /** Largest body of a batch of submissions, bytes; {@code max-body} limits each of them. */
  @WithDefault("8388608")
  int maxBatchBody();
}
