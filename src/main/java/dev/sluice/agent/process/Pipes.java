package dev.sluice.agent.process;

import dev.sluice.agent.run.Execution;
import dev.sluice.wire.OutputChannel;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Both streams of a process, each read by a thread of its own: through {@link NamedPipes}, or where
 * there are none through those of the JDK.
 */
final class Pipes {
  private static final int MOST_SILENCES = 20;

  private final Execution execution;
  private final CountDownLatch open = new CountDownLatch(2);
  private final AtomicLong reads = new AtomicLong();

  private final @Nullable NamedPipe out;
  private final @Nullable NamedPipe err;

  private Pipes(Execution execution, @Nullable NamedPipe out, @Nullable NamedPipe err) {
    this.execution = execution;
    this.out = out;
    this.err = err;
  }

  /** For a process that is yet to be started. */
  static Pipes open(NamedPipes named, Execution execution) throws IOException {
    NamedPipe out = named.take();
    try {
      return new Pipes(execution, out, named.take());
    } catch (IOException e) {
      close(out);
      throw e;
    }
  }

  /** Starts it, so that it writes here. */
  Process start(ProcessBuilder builder) throws IOException {
    if (out != null) {
      builder.redirectOutput(out.target());
    }
    if (err != null) {
      builder.redirectError(err.target());
    }
    try {
      Process process = builder.start();
      handOver(out);
      handOver(err);
      return process;
    } catch (IOException e) {
      close(out);
      close(err);
      throw e;
    }
  }

  private static void handOver(@Nullable NamedPipe pipe) throws IOException {
    if (pipe != null) {
      pipe.handedOver();
    }
  }

  private static void close(@Nullable NamedPipe pipe) throws IOException {
    if (pipe != null) {
      pipe.close();
    }
  }

  /** Begins to read what it writes. */
  void read(Process process, Executor threads) {
    InputStream stdout = out == null ? process.getInputStream() : out;
    InputStream stderr = err == null ? process.getErrorStream() : err;
    threads.execute(new PipeReader(stdout, execution.writer(OutputChannel.STDOUT), this));
    threads.execute(new PipeReader(stderr, execution.writer(OutputChannel.STDERR), this));
  }

  void heard() {
    reads.incrementAndGet();
  }

  void ended() {
    open.countDown();
  }

  /**
   * Waits for the end of both, as long as not {@code silenceMs} pass without a byte, and not for
   * ever if somebody goes on writing. The time in which we ourselves hold up a reader because the
   * server takes nothing does not count.
   *
   * @return whether both have ended
   */
  boolean awaitEnd(long silenceMs) throws InterruptedException {
    int patience = MOST_SILENCES;
    long before = -1;
    while (execution.stalled() || (reads.get() != before && patience-- > 0)) {
      before = reads.get();
      if (open.await(silenceMs, TimeUnit.MILLISECONDS)) {
        return true;
      }
    }
    return false;
  }
}
