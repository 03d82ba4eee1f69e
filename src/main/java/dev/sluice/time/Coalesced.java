package dev.sluice.time;

import io.smallrye.mutiny.Uni;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Runs one piece of work at a time, however often it is requested: any number of requests during a
 * run cause one more run afterwards. A failure is logged and ends the run; it causes no retry.
 */
public final class Coalesced {
  private static final Logger LOG = Logger.getLogger(Coalesced.class);

  private final String name;
  private final Supplier<Uni<?>> work;
  private final Executor executor;
  private boolean running;
  private boolean again;

  public Coalesced(String name, Executor executor, Supplier<Uni<?>> work) {
    this.name = name;
    this.executor = executor;
    this.work = work;
  }

  public void request() {
    synchronized (this) {
      if (running) {
        again = true;
        return;
      }
      running = true;
    }
    executor.execute(this::run);
  }

  private void run() {
    Uni.createFrom()
        .deferred(work::get)
        .subscribe()
        .with(
            done -> next(),
            failure -> {
              LOG.warnf(failure, "%s failed", name);
              next();
            });
  }

  private void next() {
    synchronized (this) {
      if (!again) {
        running = false;
        return;
      }
      again = false;
    }
    executor.execute(this::run);
  }
}
