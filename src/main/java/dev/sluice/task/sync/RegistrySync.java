package dev.sluice.task.sync;

import dev.sluice.replica.lead.Leadership;
import dev.sluice.task.TaskConfig;
import dev.sluice.task.sources.ConfiguredSource;
import dev.sluice.task.sources.TaskSources;
import dev.sluice.time.Serial;
import dev.sluice.time.Topic;
import dev.sluice.wire.task.SyncResult;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Syncs the database with the sources: with all of them at the start and on demand, and on the
 * server that leads periodically; with one when it reports a change. Sources are read in parallel;
 * the syncs write one after another.
 */
@Singleton
public final class RegistrySync {
  private static final Logger LOG = Logger.getLogger(RegistrySync.class);

  private final TaskSources sources;
  private final SyncRunner runner;
  private final TaskConfig config;
  private final Serial turns = new Serial();
  private final Topic<SyncResult> done = new Topic<>();
  private final Leadership leadership;
  private boolean watching;

  /** The epoch of this server's leadership in which it last read every source. */
  private volatile long readIn;

  /** Whether a source changed while this server did not lead. */
  private volatile boolean unfollowed;

  RegistrySync(TaskSources sources, SyncRunner runner, TaskConfig config, Leadership leadership) {
    this.sources = sources;
    this.runner = runner;
    this.config = config;
    this.leadership = leadership;
    leadership.changes().wake(this::leads);
  }

  /** Publishes the result of every sync. */
  public Topic<SyncResult> done() {
    return done;
  }

  /** Reads every source and writes the differences; an event announces the sync in any case. */
  public Uni<SyncResult> now() {
    return readAll().chain(() -> write(true));
  }

  /** As {@link #now()}, without an event when nothing is different. */
  Uni<SyncResult> runOnce() {
    return readAll().chain(() -> write(false)).invoke(this::watch);
  }

  /**
   * Begins after the first sync: before it, a source could be synced ahead of one that is
   * configured first.
   */
  private synchronized void watch() {
    if (!watching) {
      watching = true;
      sources.sources().forEach(source -> source.watch(() -> changed(source)));
    }
  }

  /**
   * The leader alone follows a change. One that has just begun to lead reads every source first:
   * what it read of the others before is older than what its predecessor has written.
   */
  private void changed(ConfiguredSource source) {
    long epoch = leadership.epoch();
    if (epoch == 0) {
      unfollowed = true;
    } else {
      follow(
          "source " + source.name() + " changed",
          readIn == epoch ? read(List.of(source)) : readAll());
    }
  }

  /** The leader before may have ended before it followed a change that this server saw, too. */
  private void leads(long epoch) {
    if (epoch > 0 && unfollowed) {
      unfollowed = false;
      follow("a source changed before this server led", readAll());
    }
  }

  private void follow(String change, Uni<Void> reading) {
    reading
        .chain(() -> write(false))
        .subscribe()
        .with(
            result -> LOG.debugf("%s: %s", change, result),
            failure -> LOG.warnf(failure, "%s; the sync failed", change));
  }

  private Uni<Void> readAll() {
    long epoch = leadership.epoch();
    return sources.opened().chain(() -> read(sources.sources())).invoke(() -> readIn = epoch);
  }

  private Uni<Void> read(List<ConfiguredSource> some) {
    if (some.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return Uni.join()
        .all(some.stream().map(one -> one.refresh(config.patience(), this::late)).toList())
        .andFailFast()
        .replaceWithVoid();
  }

  /** A source answered after the sync stopped waiting for it. */
  private void late() {
    write(false)
        .subscribe()
        .with(
            result -> {},
            failure -> LOG.warn("the sync after a late answer of a source failed", failure));
  }

  private Uni<SyncResult> write(boolean onDemand) {
    return turns.run(() -> runner.run(sources.snapshots(), onDemand)).invoke(done::publish);
  }
}
