package dev.sluice.task.sources;

import dev.sluice.task.ScriptCheckers;
import dev.sluice.task.TaskConfig;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.TestClock;
import java.nio.file.Path;

/** Makes the sources of some settings, which look for changes when a test lets time pass. */
public final class SourcesOf {
  private SourcesOf() {}

  /**
   * @param data where sources keep what they fetch
   */
  public static TaskSources config(TaskConfig config, ManualTimers timers, Path data) {
    return new TaskSources(
        config,
        new TestClock(),
        timers,
        () -> 0.5,
        new SampleTasks(ScriptCheckers.accepting()),
        data);
  }
}
