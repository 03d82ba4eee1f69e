package dev.sluice.schedule.match;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the scheduler, under {@code sluice.schedule}. */
@ConfigMapping(prefix = "sluice.schedule")
public interface ScheduleConfig {
  /** How often the duties run; also the sweep behind a signal that was lost. */
  @WithDefault("5s")
  Duration sweep();

  /** How much of the queue is held in memory, jobs. */
  @WithDefault("10000")
  int backlog();

  /** A worker busier than this gets nothing new, percent of its CPU. */
  @WithDefault("90")
  double maxCpuUsage();

  /** Beyond a job's own time limit and grace, before the server ends it itself. */
  @WithDefault("30s")
  Duration overdueMargin();

  /** How many documents a purge takes at once; it goes on while there are as many. */
  @WithDefault("200")
  int purgeBatch();

  /** For how long a purge goes on before the other duties have their turn. */
  @WithDefault("2s")
  Duration purgeFor();
}
