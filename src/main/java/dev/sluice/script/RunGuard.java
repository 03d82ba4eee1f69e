package dev.sluice.script;

import dev.sluice.host.protocol.LimitCode;
import dev.sluice.host.protocol.RunResult;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.jspecify.annotations.Nullable;

/**
 * Ends a run that exceeds its limits. It cancels the run's context from another thread, which the
 * script cannot catch.
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

  /** Starts the time limit; called by the thread that runs the script. */
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
        // The thread may wait in Java for a timer or for an answer from the network.
        waiting.interrupt();
      }
    }
    closeContext();
  }

  private void closeContext() {
    try {
      context.close(true);
    } catch (PolyglotException | IllegalStateException alreadyCancelled) {
      // The thread that runs the script reports the reason.
      return;
    }
  }

  /** Why the guard ended the run; null if it did not. */
  synchronized RunResult.@Nullable Ended ended() {
    return ended;
  }

  /** Called when the script does not run any more. */
  synchronized void finish() {
    finished = true;
    runner = null;
    if (timeout != null) {
      timeout.cancel(false);
    }
    clearInterrupt();
  }

  /** The interrupt was meant for the run that is over; the thread continues with the next one. */
  @SuppressWarnings("ResultOfMethodCallIgnored")
  private static void clearInterrupt() {
    Thread.interrupted();
  }

  /** Closes the context. */
  @Override
  public void close() {
    closeContext();
  }
}
