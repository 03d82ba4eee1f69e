package dev.sluice.agent.call;

import dev.sluice.time.Timers;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An agent's threads: a pool that grows and shrinks, kept warm between attempts, and one timer. */
public final class Threads implements Timers, AutoCloseable {
  /**
   * No code of the agent recurses deeply. The JVM only reserves a stack, but a cgroup may count it.
   */
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

  /** Runs a short task on the timer's thread; never after {@link #close()}. */
  @Override
  public Runnable after(Duration delay, Runnable task) {
    ScheduledFuture<?> future = timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    pool.shutdown();
  }
}
