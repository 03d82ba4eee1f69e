package dev.sluice.schedule.match;

import dev.sluice.time.PositiveDuration;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the scheduler, under {@code sluice.schedule}. */
@ConfigMapping(prefix = "sluice.schedule")
public interface ScheduleConfig {
  /** How often the duties run, and an assignment is tried in case an event was lost. */
  @WithDefault("5s")
  @WithConverter(PositiveDuration.class)
  Duration sweep();

  /**
   * The most queued jobs that are held in memory, of those that are due, and as many again of those
   * that are not.
   */
  @WithDefault("20000")
  int backlog();

  /**
   * Percent of a worker's CPU that other processes than its jobs may use; above it the worker takes
   * one job in two seconds.
   */
  @WithDefault("90")
  double maxCpuUsage();

  /** How long after its time limit and grace the server ends a job itself. */
  @WithDefault("30s")
  Duration overdueMargin();

  /** How many jobs one batch of a purge takes; a full batch is followed by another. */
  @WithDefault("200")
  int purgeBatch();

  /** How long a purge starts new batches before it lets the other duties run. */
  @WithDefault("2s")
  Duration purgeFor();
}
