package dev.sluice.source;

import dev.sluice.source.SourceStatus.Health;
import dev.sluice.source.SourceStatus.LastError;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Lets one caller ask at a time, and remembers how it went. */
public final class TrackedSource implements TaskSource {
  private static final System.Logger LOG = System.getLogger(TrackedSource.class.getName());

  private final SourceSettings settings;
  private final Origin origin;
  private final Clock clock;
  private final ReentrantLock turn = new ReentrantLock(true);
  private volatile SourceStatus status;
  private volatile @Nullable Runnable changed;
  private boolean watching;

  public TrackedSource(SourceSettings settings, Origin origin, Clock clock) {
    this.settings = settings;
    this.origin = origin;
    this.clock = clock;
    status = new SourceStatus(origin.location(), Health.UNKNOWN, null, null, 0, 0);
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public String type() {
    return settings.type();
  }

  @Override
  public Discovery discover() throws SourceException, InterruptedException {
    turn.lockInterruptibly();
    try {
      Discovery found = origin.discover();
      status = succeeded(found);
      return found;
    } catch (SourceException e) {
      status = failed(e);
      throw e;
    } catch (RuntimeException e) {
      // A mistake of ours, or of a kind that somebody added: it must not stop the other sources.
      LOG.log(System.Logger.Level.ERROR, "task source " + settings.name() + " failed", e);
      SourceException failure =
          new SourceException("internal_error", "failed, for reasons that the log tells", e);
      status = failed(failure);
      throw failure;
    } finally {
      turn.unlock();
    }
  }

  private SourceStatus succeeded(Discovery found) {
    int tasks = found.tasks().size();
    int broken = found.broken().size();
    return new SourceStatus(status.location(), Health.OK, now(), null, tasks, broken);
  }

  private SourceStatus failed(SourceException e) {
    LastError error = new LastError(e.code(), e.getMessage(), now());
    SourceStatus last = status;
    return new SourceStatus(
        last.location(), Health.FAILING, last.lastSuccess(), error, last.tasks(), last.broken());
  }

  private Instant now() {
    return clock.instant();
  }

  @Override
  public synchronized void watch(Runnable told) {
    changed = told;
    if (!watching) {
      watching = true;
      origin.watch(this::tell);
    }
  }

  private void tell() {
    Runnable told = changed;
    if (told != null) {
      told.run();
    }
  }

  @Override
  public SourceStatus status() {
    return status;
  }

  @Override
  public void close() {
    changed = null;
    origin.close();
  }
}
