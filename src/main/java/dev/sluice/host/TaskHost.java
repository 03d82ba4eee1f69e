package dev.sluice.host;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.host.protocol.Frame;
import dev.sluice.host.protocol.FrameKind;
import dev.sluice.host.protocol.FramePipe;
import dev.sluice.host.protocol.LimitCode;
import dev.sluice.host.protocol.RunOrder;
import dev.sluice.host.protocol.RunResult;
import dev.sluice.wire.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One child JVM. It runs one order at a time, on behalf of the thread that calls {@link #run}. */
final class TaskHost {
  private static final ObjectMapper JSON = Json.mapper();

  /** A cold JVM on a busy machine starts within seconds. */
  private static final long START_MS = 60_000;

  /** Time for a host to report that it stopped a run at its limit. */
  private static final long PAST_LIMIT_MS = 1_000;

  /** Time for a host to clean up after a run. */
  private static final long TIDY_MS = 5_000;

  private static final int FULL_PERCENT = 60;
  private static final long NONE = 0;

  private final Process process;
  private final int heapMb;
  private final HostTimer timer;
  private final FramePipe pipe;
  private final StderrTail stderrTail;
  private int runs;
  private int heapPercent;
  private long idleSince;
  private long active;
  private @Nullable LimitCode killedFor;

  private TaskHost(Process process, int heapMb, HostTimer timer) {
    this.process = process;
    this.heapMb = heapMb;
    this.timer = timer;
    this.pipe = new FramePipe(process.getInputStream(), process.getOutputStream());
    this.stderrTail = new StderrTail(process.getErrorStream());
    Thread listener = new Thread(null, stderrTail, "sluice-task-host-stderr", 64 << 10);
    listener.setDaemon(true);
    listener.start();
  }

  /** Returns when the host takes orders. */
  static TaskHost start(HostCommand command, int heapMb, HostTimer timer) throws HostFailure {
    TaskHost host = new TaskHost(command.start(heapMb), heapMb, timer);
    Future<?> tooLate = timer.later(START_MS, host::kill);
    try {
      Frame first = host.pipe.read();
      if (first == null || first.kind() != FrameKind.READY) {
        throw host.broken("did not start", null);
      }
      return host;
    } catch (IOException e) {
      host.kill();
      throw e instanceof HostFailure failure ? failure : host.broken("did not start", e);
    } finally {
      tooLate.cancel(false);
    }
  }

  /** Records when the host was given back, in ticks of its pool. */
  void idleSince(long tick) {
    idleSince = tick;
  }

  long idleSince() {
    return idleSince;
  }

  int heapMb() {
    return heapMb;
  }

  /** Whether the host can take another run. */
  boolean isFit(int maxRuns) {
    return process.isAlive() && runs < maxRuns && heapPercent < FULL_PERCENT;
  }

  /**
   * @throws HostFailure when the host failed for a reason other than the script; the host is dead
   *     then
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

  /** Passes frames to the listener until the result; null when the host ends without one. */
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

  /** Kills the host if it still executes that run: a timer may fire during the next one. */
  private synchronized void killIn(long run, LimitCode reason) {
    if (active == run) {
      killedFor = killedFor == null ? reason : killedFor;
      kill();
    }
  }

  /** Finds out why the process ended or sent a frame that does not belong here. */
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
          "the script needed more memory than the heap of its host, " + heapMb + " MiB");
    }
    throw broken("failed", cause);
  }

  private HostFailure broken(String what, @Nullable IOException cause) {
    StringBuilder text = new StringBuilder("a task host ").append(what);
    if (!process.isAlive()) {
      text.append(" (exit code ").append(process.exitValue()).append(')');
    }
    String said = stderrTail.text();
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

  /** A host has no state to save. */
  void kill() {
    process.destroyForcibly();
  }
}
