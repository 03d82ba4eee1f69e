package dev.sluice.task.sync;

import dev.sluice.source.BrokenTask;
import dev.sluice.source.Discovery;
import dev.sluice.source.SourceException;
import dev.sluice.source.TaskSource;
import dev.sluice.time.Timers;
import dev.sluice.wire.task.SyncError;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A source that could be opened, and what it was last seen to have. Looking is done on a thread
 * that may wait, one look at a time: who asks while a look is under way gets the next one, since
 * the one under way may have passed by already what they ask about.
 */
public final class SourceSlot implements AutoCloseable {
  private final TaskSource source;
  private final ConflictPolicy policy;
  private final Executor workers;
  private final Timers timers;
  private volatile SourceView view;
  private volatile List<SyncError> errors = List.of();
  private @Nullable CompletableFuture<Void> underWay;
  private @Nullable CompletableFuture<Void> next;

  SourceSlot(TaskSource source, ConflictPolicy policy, Executor workers, Timers timers) {
    this.source = source;
    this.policy = policy;
    this.workers = workers;
    this.timers = timers;
    this.view = SourceView.unread(source.name());
  }

  public String name() {
    return source.name();
  }

  public TaskSource source() {
    return source;
  }

  public ConflictPolicy policy() {
    return policy;
  }

  SourceView view() {
    return view;
  }

  /** What was wrong at the last look, with the source or with tasks in it. */
  List<SyncError> errors() {
    return errors;
  }

  /**
   * Completes when a look that began after this call is over, or after {@code patience}. Never
   * fails.
   *
   * @param late run when the look ends after all that
   */
  Uni<Void> refresh(Duration patience, Runnable late) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              CompletableFuture<Void> look = look();
              Runnable noTimer =
                  timers.after(
                      patience,
                      () -> {
                        if (!look.isDone()) {
                          look.whenComplete((done, failure) -> late.run());
                          emitter.complete(null);
                        }
                      });
              look.whenComplete(
                  (done, failure) -> {
                    noTimer.run();
                    emitter.complete(null);
                  });
            });
  }

  @Override
  public void close() {
    source.close();
  }

  private synchronized CompletableFuture<Void> look() {
    if (underWay == null) {
      CompletableFuture<Void> look = new CompletableFuture<>();
      begin(look);
      return look;
    }
    if (next == null) {
      next = new CompletableFuture<>();
    }
    return next;
  }

  private void begin(CompletableFuture<Void> look) {
    underWay = look;
    workers.execute(
        () -> {
          try {
            discover();
          } finally {
            over();
            look.complete(null);
          }
        });
  }

  private synchronized void over() {
    underWay = null;
    CompletableFuture<Void> following = next;
    next = null;
    if (following != null) {
      begin(following);
    }
  }

  private void discover() {
    try {
      Discovery discovery = source.discover();
      view = SourceView.of(name(), discovery);
      errors = discovery.broken().stream().map(this::broken).toList();
    } catch (SourceException e) {
      failed(e.code(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failed("interrupted", "was not read: the server is stopping");
    }
  }

  private void failed(String code, String message) {
    view = SourceView.unread(name());
    errors = List.of(new SyncError(name(), null, code, message, List.of()));
  }

  private SyncError broken(BrokenTask task) {
    String message =
        task.errors().size() == 1 ? "has an error" : "has " + task.errors().size() + " errors";
    return new SyncError(name(), task.location(), "invalid_task", message, task.errors());
  }
}
