package dev.sluice.host;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.wire.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One child JVM. It runs one order at a time, on behalf of the thread that calls {@link #run}. */
final class TaskHost {
  private static final ObjectMapper JSON = Json.mapper();

  /** A cold JVM on a busy machine takes seconds; longer, and it will not come up. */
  private static final long START_MS = 60_000;

  /** For a host that stopped a run at its limit to say so. */
  private static final long PAST_LIMIT_MS = 1_000;

  /** For a host to tidy up after a run. */
  private static final long TIDY_MS = 5_000;

  private static final int FULL_PERCENT = 60;
  private static final long NONE = 0;

  private final Process process;
  private final int heapMb;
  private final HostTimer timer;
  private final FramePipe pipe;
  private final LastWords lastWords;
  private int runs;
  private int heapPercent;
  private long restsSince;
  private long active;
  private @Nullable LimitCode killedFor;

  private TaskHost(Process process, int heapMb, HostTimer timer) {
    this.process = process;
    this.heapMb = heapMb;
    this.timer = timer;
    this.pipe = new FramePipe(process.getInputStream(), process.getOutputStream());
    this.lastWords = new LastWords(process.getErrorStream());
    Thread listener = new Thread(null, lastWords, "sluice-task-host-stderr", 64 << 10);
    listener.setDaemon(true);
    listener.start();
  }

  /** Returns when it takes orders. */
  static TaskHost start(HostCommand command, int heapMb, HostTimer timer) throws HostFailure {
    TaskHost host = new TaskHost(command.start(heapMb), heapMb, timer);
    Future<?> tooLate = timer.later(START_MS, host::kill);
    try {
      Frame first = host.pipe.read();
      if (first == null || first.kind() != FrameKind.READY) {
        throw host.broken("did not come up", null);
      }
      return host;
    } catch (IOException e) {
      host.kill();
      throw e instanceof HostFailure failure ? failure : host.broken("did not come up", e);
    } finally {
      tooLate.cancel(false);
    }
  }

  /** When it was last given back, in ticks of its pool. */
  void restsSince(long tick) {
    restsSince = tick;
  }

  long restsSince() {
    return restsSince;
  }

  int heapMb() {
    return heapMb;
  }

  /** Whether it may be given another run. */
  boolean isFit(int maxRuns) {
    return process.isAlive() && runs < maxRuns && heapPercent < FULL_PERCENT;
  }

  /**
   * @throws HostFailure when it broke, and not because of the script: it is dead then
   */
  RunResult run(FrameKind kind, RunOrder order, RunListener listener)
      throws HostFailure, InterruptedException {
    runs++;
    begin(order.run());
    long patienceMs = order.limits().timeMs() + PAST_LIMIT_MS;
    Future<?> overdue = null;
    boolean finished = false;
    try {
      pipe.write(kind, JSON.writeValueAsBytes(order));
      listener.started(graceMs -> stop(order.run(), graceMs));
      overdue = timer.later(patienceMs, () -> killIn(order.run(), LimitCode.TIMEOUT));
      RunResult result = relay(listener);
      finished = result != null && awaitIdle();
      return result != null ? result : died(order, null);
    } catch (IOException e) {
      return died(order, e);
    } finally {
      begin(NONE);
      if (overdue != null) {
        overdue.cancel(false);
      }
      if (!finished) {
        kill();
      }
    }
  }

  private synchronized void begin(long run) {
    active = run;
  }

  /** Passes on what it says until it has the result; {@code null} when it ends without one. */
  private @Nullable RunResult relay(RunListener listener) throws IOException, InterruptedException {
    for (Frame frame = pipe.read(); frame != null; frame = pipe.read()) {
      switch (frame.kind()) {
        case STDOUT -> listener.stdout(frame.body());
        case STDERR -> listener.stderr(frame.body());
        case PROGRESS -> listener.progress(frame.body());
        case RESULT -> {
          return RunResult.of(JSON.readTree(frame.body()));
        }
        default -> throw new IOException("unexpected frame " + frame.kind());
      }
    }
    return null;
  }

  private boolean awaitIdle() throws IOException {
    Future<?> tooLong = timer.later(TIDY_MS, this::kill);
    try {
      Frame frame = pipe.read();
      if (frame == null || frame.kind() != FrameKind.IDLE) {
        return false;
      }
      heapPercent = frame.body()[0];
      return true;
    } finally {
      tooLong.cancel(false);
    }
  }

  private void stop(long run, long graceMs) {
    if (graceMs <= 0) {
      killIn(run, LimitCode.STOPPED);
      return;
    }
    timer.later(graceMs, () -> killIn(run, LimitCode.STOPPED));
    timer.now(() -> interrupt(run));
  }

  private void interrupt(long run) {
    try {
      pipe.write(FrameKind.INTERRUPT, ByteBuffer.allocate(Long.BYTES).putLong(run).array());
    } catch (IOException gone) {
      killIn(run, LimitCode.STOPPED);
    }
  }

  /** Kills it if it is still at that run: timers fire late, and the next run is somebody else's. */
  private synchronized void killIn(long run, LimitCode reason) {
    if (active == run) {
      killedFor = killedFor == null ? reason : killedFor;
      kill();
    }
  }

  /** The process has ended, or what it says makes no sense. */
  private RunResult died(RunOrder order, @Nullable IOException cause)
      throws HostFailure, InterruptedException {
    if (cause != null || !process.waitFor(PAST_LIMIT_MS, TimeUnit.MILLISECONDS)) {
      process.destroyForcibly().waitFor();
    }
    LimitCode reason = killedFor();
    if (reason == LimitCode.TIMEOUT) {
      return new RunResult.Ended(
          reason, "the script ran longer than " + order.limits().timeMs() + " ms");
    }
    if (reason != null) {
      return new RunResult.Ended(reason, "the script was stopped from outside");
    }
    if (process.exitValue() == HostCommand.OUT_OF_MEMORY_EXIT) {
      return new RunResult.Ended(
          LimitCode.OUT_OF_MEMORY,
          "the script needed more memory than its host has, a heap of " + heapMb + " MiB");
    }
    throw broken("broke", cause);
  }

  private HostFailure broken(String what, @Nullable IOException cause) {
    StringBuilder text = new StringBuilder("a task host ").append(what);
    if (!process.isAlive()) {
      text.append(" (exit code ").append(process.exitValue()).append(')');
    }
    String said = lastWords.text();
    if (!said.isEmpty()) {
      text.append(": ").append(said);
    } else if (cause != null) {
      text.append(": ").append(cause.getMessage());
    }
    return cause == null
        ? new HostFailure(text.toString())
        : new HostFailure(text.toString(), cause);
  }

  private synchronized @Nullable LimitCode killedFor() {
    return killedFor;
  }

  /** It keeps nothing that would have to be put away first. */
  void kill() {
    process.destroyForcibly();
  }
}
