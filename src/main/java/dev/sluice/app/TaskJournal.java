package dev.sluice.app;

import dev.sluice.task.Definitions;
import dev.sluice.task.sync.Syncs;
import dev.sluice.task.sync.TaskRegistry;
import dev.sluice.wire.task.SyncResult;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Writes what happens to the registry of tasks to the log and to the metrics. */
@Singleton
final class TaskJournal {
  private static final Logger LOG = Logger.getLogger("dev.sluice.tasks");

  private final Syncs syncs;
  private final Definitions definitions;
  private final TaskRegistry tasks;
  private final Meters meters;

  TaskJournal(Syncs syncs, Definitions definitions, TaskRegistry tasks, MeterRegistry registry) {
    this.syncs = syncs;
    this.definitions = definitions;
    this.tasks = tasks;
    this.meters = new Meters(registry);
  }

  void open() {
    syncs.done().project(this::note);
    meters.follow(definitions, tasks);
  }

  private void note(SyncResult result) {
    meters.synced(result);
    if (result.added() + result.updated() + result.removed() > 0) {
      LOG.infof(
          "tasks: %d added, %d updated, %d removed, %d unchanged, %d conflicts, %d errors, %d ms",
          result.added(),
          result.updated(),
          result.removed(),
          result.unchanged(),
          result.conflicts().size(),
          result.errors().size(),
          result.tookMs());
    }
  }
}
