package dev.sluice.task.sync;

import dev.sluice.task.DisabledTasks;
import dev.sluice.task.TaskConfig;
import dev.sluice.task.TaskVersions;
import dev.sluice.task.events.TaskEvent;
import dev.sluice.task.events.TaskEvents;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;

/**
 * Drives the registry: loads the catalog when the server starts, syncs with the sources, and
 * catches up with what other servers wrote. {@link RegistryTimes} says when.
 */
@ApplicationScoped
public class TaskRegistry {
  private static final Logger LOG = Logger.getLogger(TaskRegistry.class);

  private final TaskVersions versions;
  private final DisabledTasks disabled;
  private final TaskEvents events;
  private final SyncPublisher publisher;
  private final TaskConfig config;
  private final RegistrySync sync;
  private final FirstSync firstSync;
  private volatile boolean recovered;
  private volatile boolean stopping;

  TaskRegistry(
      TaskVersions versions,
      DisabledTasks disabled,
      TaskEvents events,
      SyncPublisher publisher,
      RegistrySync sync,
      FirstSync firstSync,
      TaskConfig config) {
    this.versions = versions;
    this.disabled = disabled;
    this.events = events;
    this.publisher = publisher;
    this.sync = sync;
    this.firstSync = firstSync;
    this.config = config;
    events.byOthers().project(this::reload);
  }

  /** Loads what is stored, and starts the first sync without waiting for it. */
  public Uni<Void> recover() {
    return events
        .recover()
        .chain(versions::load)
        .chain(disabled::load)
        .chain(publisher::recover)
        .invoke(
            () -> {
              recovered = true;
              begin();
            });
  }

  /** Does not wait for the scheduler: its first tick may have come before the recovery. */
  private void begin() {
    if (config.syncEvery().equalsIgnoreCase("off")) {
      firstSync.over();
    } else {
      sync().subscribe().with(done -> {});
    }
  }

  /** Number of versions, available or not. */
  public int size() {
    return versions.count();
  }

  /** Syncs with all sources; never fails. */
  Uni<Void> sync() {
    if (!recovered) {
      return Uni.createFrom().voidItem();
    }
    // The server that disabled a task may have died before it announced that.
    return disabled
        .load()
        .chain(sync::runOnce)
        .invoke(firstSync::over)
        .replaceWithVoid()
        .onFailure()
        .invoke(e -> LOG.log(stopping ? Level.DEBUG : Level.WARN, "the sync of tasks failed", e))
        .onFailure()
        .recoverWithNull();
  }

  /** Takes over the results of the syncs of another server; never fails. */
  Uni<Void> followSync() {
    return publisher
        .recover()
        .onFailure()
        .invoke(e -> LOG.debug("the results of syncs cannot be read", e))
        .onFailure()
        .recoverWithNull();
  }

  /** Reads what other servers wrote since the last call; never fails. */
  Uni<Void> catchUp() {
    if (!recovered) {
      return Uni.createFrom().voidItem();
    }
    return events
        .catchUp()
        .onFailure()
        .invoke(e -> LOG.debug("the events of tasks cannot be read", e))
        .onFailure()
        .recoverWithNull();
  }

  /** The next start completes a sync that the shutdown interrupts. */
  void stop(@Observes ShutdownEvent event) {
    stopping = true;
  }

  /** Reads what another server wrote: versions into the catalog, and disabled tasks. */
  private void reload(List<TaskEvent> byOthers) {
    boolean switched = byOthers.stream().anyMatch(event -> event.kind.isSwitch());
    versions
        .reload(byOthers.stream().flatMap(event -> event.tasks.stream()).distinct().toList())
        .chain(() -> switched ? disabled.load() : Uni.createFrom().voidItem())
        .subscribe()
        .with(
            done -> {},
            failure -> LOG.warn("versions that another server wrote cannot be read", failure));
  }
}
