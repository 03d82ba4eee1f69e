package dev.sluice.task.sources;

import dev.sluice.source.Discovery;
import dev.sluice.source.SourceContext;
import dev.sluice.source.SourceException;
import dev.sluice.source.SourceSettings;
import dev.sluice.source.TaskSource;
import dev.sluice.time.Coalesced;
import dev.sluice.wire.task.SyncError;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;

/**
 * A source that could be opened, its health, and what it showed when it was read last. The source
 * is read on a worker thread, one reading at a time. A caller that asks during a reading gets the
 * next one, because the current one may have passed the place that changed.
 */
public final class ConfiguredSource implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ConfiguredSource.class);

  private final SourceSettings settings;
  private final ConflictPolicy policy;
  private final TaskSource source;
  private final SourceContext context;
  private final Coalesced reading;
  private Runnable endWatching = () -> {};
  private volatile SourceSnapshot snapshot;
  private volatile SourceStatus status = SourceStatus.NEVER_READ;

  ConfiguredSource(
      SourceSettings settings,
      ConflictPolicy policy,
      TaskSource source,
      SourceContext context,
      Executor workers) {
    this.settings = settings;
    this.policy = policy;
    this.source = source;
    this.context = context;
    this.reading = new Coalesced("reading a source", workers, this::read);
    this.snapshot = SourceSnapshot.unread(name(), policy, List.of());
  }

  /** As configured; no two opened sources share one. */
  public String name() {
    return settings.name();
  }

  /** For example {@code filesystem}. */
  public String type() {
    return settings.type();
  }

  public ConflictPolicy policy() {
    return policy;
  }

  /** Where the source is, for people; without credentials. */
  public String location() {
    return source.location();
  }

  public SourceStatus status() {
    return status;
  }

  SourceSnapshot snapshot() {
    return snapshot;
  }

  /** See {@link TaskSource#watch}; {@link #close} ends it. */
  public synchronized void watch(Runnable changed) {
    endWatching = source.watch(changed);
  }

  /**
   * Completes when a reading that began after this call is over, or after {@code patience}. Never
   * fails.
   *
   * @param late runs when a reading ends after {@code patience}
   */
  public Uni<Void> refresh(Duration patience, Runnable late) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              CompletableFuture<Void> read = reading.request();
              Runnable noTimer =
                  context
                      .timers()
                      .after(
                          patience,
                          () -> {
                            if (!read.isDone()) {
                              read.whenComplete((done, failure) -> late.run());
                              emitter.complete(null);
                            }
                          });
              read.whenComplete(
                  (done, failure) -> {
                    noTimer.run();
                    emitter.complete(null);
                  });
            });
  }

  @Override
  public synchronized void close() {
    endWatching.run();
  }

  private Uni<Void> read() {
    try {
      Discovery found = source.discover();
      status = status.succeeded(found, context.clock().instant());
      snapshot = SourceSnapshot.of(name(), policy, found);
    } catch (SourceException e) {
      fail(e.code(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      snapshot = unread("interrupted", "was not read: the server is stopping");
    } catch (RuntimeException e) {
      // A fault in the code of one source must not stop the others.
      LOG.errorf(e, "task source %s failed", name());
      fail("internal_error", "failed; the server's log has the cause");
    }
    return Uni.createFrom().voidItem();
  }

  private void fail(String code, String message) {
    status = status.failed(code, message, context.clock().instant());
    snapshot = unread(code, message);
  }

  private SourceSnapshot unread(String code, String message) {
    return SourceSnapshot.unread(
        name(), policy, List.of(new SyncError(name(), null, code, message, List.of())));
  }
}
