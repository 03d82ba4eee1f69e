package dev.sluice.time;

import io.smallrye.mutiny.Uni;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs one piece of work at a time, however often it is requested: any number of requests during a
 * run cause one more run afterwards. A failure is logged and ends the run; it causes no retry.
 */
public final class Coalesced {
  private static final Logger LOG = Logger.getLogger(Coalesced.class);

  private final String name;
  private final Supplier<Uni<?>> work;
  private final Executor executor;
  private @Nullable CompletableFuture<Void> current;
  private @Nullable CompletableFuture<Void> next;

  public Coalesced(String name, Executor executor, Supplier<Uni<?>> work) {
    this.name = name;
    this.executor = executor;
    this.work = work;
  }

  /** Completes when a run that began after this call is over; does not fail when the run does. */
  public CompletableFuture<Void> request() {
    CompletableFuture<Void> run = new CompletableFuture<>();
    synchronized (this) {
      if (current != null) {
        next = next == null ? run : next;
        return next;
      }
      current = run;
    }
    executor.execute(() -> run(run));
    return run;
  }

  private void run(CompletableFuture<Void> run) {
    Uni.createFrom()
        .deferred(work::get)
        .subscribe()
        .with(
            done -> finish(run),
            failure -> {
              LOG.warnf(failure, "%s failed", name);
              finish(run);
            });
  }

  private void finish(CompletableFuture<Void> run) {
    CompletableFuture<Void> following;
    synchronized (this) {
      following = next;
      current = following;
      next = null;
    }
    if (following != null) {
      executor.execute(() -> run(following));
    }
    run.complete(null);
  }
}
