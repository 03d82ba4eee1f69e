package dev.sluice.agent.call;

import dev.sluice.time.Timers;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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

  private static final Logger LOG = System.getLogger(Threads.class.getName());

  private final Runnable onOutOfMemory;
  private final ExecutorService pool = Executors.newCachedThreadPool(named("sluice-agent"));
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1, named("sluice-agent-timer"), new ThreadPoolExecutor.DiscardPolicy());

  /**
   * @param onOutOfMemory runs when the heap is used up, on the thread that noticed it
   */
  public Threads(Runnable onOutOfMemory) {
    this.onOutOfMemory = onOutOfMemory;
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  private ThreadFactory named(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(null, task, name + "-" + count.incrementAndGet(), STACK_BYTES);
      thread.setDaemon(true);
      thread.setUncaughtExceptionHandler((failed, failure) -> report(failure));
      return thread;
    };
  }

  /** Tells of a failure that no caller handles: in the log, or by the end of the process. */
  public void report(Throwable failure) {
    if (OutOfMemory.isCauseOf(failure)) {
      onOutOfMemory.run();
    }
    LOG.log(Level.ERROR, "an internal error of the agent", failure);
  }

  public ExecutorService pool() {
    return pool;
  }

  /** Runs a short task on the timer's thread; never after {@link #close()}. */
  @Override
  public Runnable after(Duration delay, Runnable task) {
    ScheduledFuture<?> future =
        timer.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      // The executor would keep it in a future that is never read.
      report(e);
    }
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
