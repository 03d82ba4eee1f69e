package dev.sluice.task.api;

import dev.sluice.store.StoredJson;
import dev.sluice.task.DisabledTasks;
import dev.sluice.task.events.TaskEvent;
import dev.sluice.task.events.TaskEvent.Kind;
import dev.sluice.task.events.TaskEvents;
import dev.sluice.wire.task.TaskSwitch;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Disables and enables tasks by name, with all their versions, and announces each change (decision
 * record 29).
 */
@Singleton
final class SwitchTask {
  private static final Logger LOG = Logger.getLogger(SwitchTask.class);

  private final CatalogLookup lookup;
  private final DisabledTasks disabled;
  private final TaskEvents events;
  private final Clock clock;

  SwitchTask(CatalogLookup lookup, DisabledTasks disabled, TaskEvents events, Clock clock) {
    this.lookup = lookup;
    this.disabled = disabled;
    this.events = events;
    this.clock = clock;
  }

  /**
   * @return fails with a 404 problem if there is no such task
   */
  Uni<TaskSwitch> disable(String name) {
    return lookup
        .task(name)
        .chain(disabled::disable)
        .chain(changed -> announced(changed, Kind.TASK_DISABLED, name));
  }

  /**
   * @return fails with a 404 problem if there is no such task
   */
  Uni<TaskSwitch> enable(String name) {
    return lookup
        .task(name)
        .chain(disabled::enable)
        .chain(changed -> announced(changed, Kind.TASK_ENABLED, name));
  }

  private Uni<TaskSwitch> announced(boolean changed, Kind kind, String name) {
    if (!changed) {
      return Uni.createFrom().item(() -> state(name));
    }
    LOG.infof("task %s is %s", name, kind == Kind.TASK_DISABLED ? "disabled" : "enabled");
    TaskEvent event = new TaskEvent();
    event.kind = kind;
    event.at = clock.instant();
    event.data = StoredJson.text(new Data(name, event.at));
    return events.append(List.of(event)).map(done -> state(name));
  }

  /** The data of the event. */
  private record Data(String name, Instant at) {}

  private TaskSwitch state(String name) {
    Optional<Instant> since = disabled.since(name);
    return new TaskSwitch(name, since.isEmpty(), since.orElse(null));
  }
}
