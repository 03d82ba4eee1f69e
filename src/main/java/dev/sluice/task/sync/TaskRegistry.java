package dev.sluice.task.sync;

import dev.sluice.task.TaskConfig;
import dev.sluice.task.TaskVersions;
import dev.sluice.task.events.TaskEvent;
import dev.sluice.task.events.TaskEvents;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;

/**
 * Drives the rest of this package: what is kept in memory is read from the database when the
 * process starts, sources are synced every now and then, and what other replicas did is followed.
 */
@ApplicationScoped
public class TaskRegistry {
  private static final Logger LOG = Logger.getLogger(TaskRegistry.class);

  private final TaskVersions versions;
  private final TaskEvents events;
  private final Bulletin bulletin;
  private final TaskConfig config;
  private final Syncs syncs;
  private volatile boolean recovered;
  private volatile boolean stopping;

  TaskRegistry(
      TaskVersions versions, TaskEvents events, Bulletin bulletin, Syncs syncs, TaskConfig config) {
    this.versions = versions;
    this.events = events;
    this.bulletin = bulletin;
    this.syncs = syncs;
    this.config = config;
    events.byOthers().project(this::follow);
  }

  /** Reads what is stored, and begins to sync with the sources, which nobody waits for. */
  public Uni<Void> recover() {
    return events
        .recover()
        .chain(versions::load)
        .chain(bulletin::recover)
        .invoke(
            () -> {
              recovered = true;
              begin();
            });
  }

  /** Not at the first tick, which may have passed by already. */
  private void begin() {
    if (!config.syncEvery().equalsIgnoreCase("off")) {
      sync().subscribe().with(done -> {});
    }
  }

  /** How many versions there are, available or not. */
  public int size() {
    return versions.count();
  }

  @Scheduled(
      identity = "sync of tasks",
      every = "${sluice.tasks.sync-every:1m}",
      concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> sync() {
    if (!recovered) {
      return Uni.createFrom().voidItem();
    }
    return syncs
        .runOnce()
        .replaceWithVoid()
        .onFailure()
        .invoke(e -> LOG.log(stopping ? Level.DEBUG : Level.WARN, "tasks were not synced", e))
        .onFailure()
        .recoverWithNull();
  }

  @Scheduled(
      identity = "events of tasks",
      every = "${sluice.tasks.follow-every:1s}",
      concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> catchUp() {
    if (!recovered) {
      return Uni.createFrom().voidItem();
    }
    return events
        .catchUp()
        .onFailure()
        .invoke(e -> LOG.debug("events of tasks were not read", e))
        .onFailure()
        .recoverWithNull();
  }

  /** What breaks off now is taken up by the next start. */
  void stop(@Observes ShutdownEvent event) {
    stopping = true;
  }

  private void follow(List<TaskEvent> news) {
    versions
        .reload(news.stream().flatMap(event -> event.tasks.stream()).distinct().toList())
        .subscribe()
        .with(done -> {}, failure -> LOG.warn("what another replica wrote was not read", failure));
  }
}
