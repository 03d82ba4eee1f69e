package dev.sluice.task.sync;

import dev.sluice.task.TaskConfig;
import dev.sluice.time.Serial;
import dev.sluice.time.Topic;
import dev.sluice.wire.task.SyncResult;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Brings the database in line with the sources: all of them now and then and on demand, one of them
 * when it tells of a change. Sources are looked at side by side; what they show is written in one
 * turn after another.
 */
@Singleton
public final class Syncs {
  private static final Logger LOG = Logger.getLogger(Syncs.class);

  private final TaskSources sources;
  private final SyncStep step;
  private final TaskConfig config;
  private final Serial turns = new Serial();
  private final Topic<SyncResult> done = new Topic<>();
  private boolean watching;

  Syncs(TaskSources sources, SyncStep step, TaskConfig config) {
    this.sources = sources;
    this.step = step;
    this.config = config;
  }

  /** Tells of every sync that was carried out. */
  public Topic<SyncResult> done() {
    return done;
  }

  /** Reads every source, and writes what is different; readers of events hear of it in any case. */
  public Uni<SyncResult> now() {
    return lookAtAll().chain(() -> write(true));
  }

  /** As {@link #now()}, without a word when nothing is different. */
  Uni<SyncResult> runOnce() {
    return lookAtAll().chain(() -> write(false)).invoke(this::watch);
  }

  /** From the first sync on: before, a source could come ahead of one that is configured first. */
  private synchronized void watch() {
    if (!watching) {
      watching = true;
      sources.slots().forEach(slot -> slot.source().watch(() -> changed(slot)));
    }
  }

  private void changed(SourceSlot slot) {
    lookAt(List.of(slot))
        .chain(() -> write(false))
        .subscribe()
        .with(
            result -> LOG.debugf("source %s changed: %s", slot.name(), result),
            failure -> LOG.warnf(failure, "source %s changed and was not synced", slot.name()));
  }

  private Uni<Void> lookAtAll() {
    return sources.opened().chain(() -> lookAt(sources.slots()));
  }

  private Uni<Void> lookAt(List<SourceSlot> slots) {
    if (slots.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return Uni.join()
        .all(slots.stream().map(slot -> slot.refresh(config.patience(), this::late)).toList())
        .andFailFast()
        .replaceWithVoid();
  }

  /** A source said what it has when nobody waited for it any more. */
  private void late() {
    write(false)
        .subscribe()
        .with(result -> {}, failure -> LOG.warn("a late source was not synced", failure));
  }

  private Uni<SyncResult> write(boolean asked) {
    return turns.run(() -> step.run(sources.showing(), asked)).invoke(done::publish);
  }
}
