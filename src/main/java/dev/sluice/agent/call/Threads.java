package dev.sluice.agent.call;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An agent's threads: a pool that grows and shrinks, kept warm between attempts, and one timer. */
public final class Threads implements AutoCloseable {
  /** Nothing here recurses deeply; the reservation is virtual, but the limit of a cgroup is not. */
  private static final long STACK_BYTES = 256 << 10;

  private final ExecutorService pool = Executors.newCachedThreadPool(named("sluice-agent"));
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1, named("sluice-agent-timer"), new ThreadPoolExecutor.DiscardPolicy());

  public Threads() {
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  private static ThreadFactory named(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(null, task, name + "-" + count.incrementAndGet(), STACK_BYTES);
      thread.setDaemon(true);
      return thread;
    };
  }

  public ExecutorService pool() {
    return pool;
  }

  /** Runs a short task later; after {@link #close()} never. */
  public void later(long delayMs, Runnable task) {
    schedule(delayMs, task);
  }

  /** As {@link #later}, to be cancelled. */
  public Runnable cancellable(long delayMs, Runnable task) {
    ScheduledFuture<?> future = schedule(delayMs, task);
    return () -> future.cancel(false);
  }

  private ScheduledFuture<?> schedule(long delayMs, Runnable task) {
    return timer.schedule(task, delayMs, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
    pool.shutdown();
  }
}
