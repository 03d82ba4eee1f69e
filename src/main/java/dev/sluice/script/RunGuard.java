package dev.sluice.script;

import dev.sluice.host.LimitCode;
import dev.sluice.host.RunResult;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.jspecify.annotations.Nullable;

/**
 * Ends a run that goes beyond its limits, in a way that the script cannot catch: its context is
 * cancelled from another thread.
 */
final class RunGuard implements AutoCloseable {
  private static final ScheduledThreadPoolExecutor WATCH = watch();

  private final Context context;
  private final long timeMs;
  private final LongSupplier nanos;
  private long deadline;
  private @Nullable ScheduledFuture<?> timeout;
  private RunResult.@Nullable Ended ended;
  private boolean finished;
  private @Nullable Thread runner;

  RunGuard(Context context, long timeMs, LongSupplier nanos) {
    this.context = context;
    this.timeMs = timeMs;
    this.nanos = nanos;
  }

  private static ScheduledThreadPoolExecutor watch() {
    ScheduledThreadPoolExecutor watch =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "guard");
              thread.setDaemon(true);
              return thread;
            });
    watch.setRemoveOnCancelPolicy(true);
    return watch;
  }

  /** The limit of time counts from here; called by the thread that runs the script. */
  synchronized void start() {
    runner = Thread.currentThread();
    deadline = nanos.getAsLong() + TimeUnit.MILLISECONDS.toNanos(timeMs);
    timeout = WATCH.schedule(this::timeout, timeMs, TimeUnit.MILLISECONDS);
  }

  private void timeout() {
    end(LimitCode.TIMEOUT, "the script ran longer than " + timeMs + " ms");
  }

  /** Milliseconds until the time limit, at least 0. */
  synchronized long leftMs() {
    return Math.max(0, TimeUnit.NANOSECONDS.toMillis(deadline - nanos.getAsLong()));
  }

  /** Ends the run, unless it has ended; the first reason counts. Returns at once. */
  synchronized void end(LimitCode limit, String message) {
    if (ended != null || finished) {
      return;
    }
    ended = new RunResult.Ended(limit, message);
    Thread waiting = runner;
    WATCH.execute(() -> cancel(waiting));
  }

  private void cancel(@Nullable Thread waiting) {
    synchronized (this) {
      if (finished) {
        return;
      }
      if (waiting != null) {
        // It may be in a call of ours that waits: for a timer, or an answer from the network.
        waiting.interrupt();
      }
    }
    closeContext();
  }

  private void closeContext() {
    try {
      context.close(true);
    } catch (PolyglotException | IllegalStateException alreadyCancelled) {
      // What was to be said of it is said by whoever runs the script.
      return;
    }
  }

  /** Why it was ended from here, if it was. */
  synchronized RunResult.@Nullable Ended ended() {
    return ended;
  }

  /** The script does not run any more. */
  synchronized void finish() {
    finished = true;
    runner = null;
    if (timeout != null) {
      timeout.cancel(false);
    }
    clearInterrupt();
  }

  /** Ours, meant for the run that is over: the thread goes on to the next one. */
  @SuppressWarnings("ResultOfMethodCallIgnored")
  private static void clearInterrupt() {
    Thread.interrupted();
  }

  /** Drops the context with all that is in it. */
  @Override
  public void close() {
    closeContext();
  }
}
