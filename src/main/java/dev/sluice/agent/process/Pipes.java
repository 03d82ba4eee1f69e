package dev.sluice.agent.process;

import dev.sluice.agent.output.ChannelWriter;
import dev.sluice.agent.run.Execution;
import dev.sluice.wire.output.OutputChannel;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Both output streams of a process, each read by a thread of its own, or one pipe that both share:
 * through {@link NamedPipes}, or through the JDK's pipes where the system has no named ones.
 */
final class Pipes {
  private static final Logger LOG = System.getLogger(Pipes.class.getName());

  /** How many silences may pass, with output between them, before the wait for the end is over. */
  private static final int MAX_SILENCES = 20;

  /** How a wait for the end of both streams ended. */
  enum State {
    ENDED,
    /** Open, and a whole silence has passed. */
    SILENT,
    /** Open, and a process still writes. */
    PRINTING
  }

  private static final int FIRST_BYTES = 8 << 10;

  /** The capacity of a pipe on Linux. */
  private static final int PIPE_BYTES = 64 << 10;

  private final Execution execution;
  private final boolean merged;
  private final CountDownLatch open;
  private final AtomicLong reads = new AtomicLong();
  private final @Nullable NamedPipe out;
  private final @Nullable NamedPipe err;

  private Pipes(
      Execution execution, boolean merged, @Nullable NamedPipe out, @Nullable NamedPipe err) {
    this.execution = execution;
    this.merged = merged;
    this.open = new CountDownLatch(merged ? 1 : 2);
    this.out = out;
    this.err = err;
  }

  /**
   * Opens pipes for a process before it starts.
   *
   * @param merged whether stdout and stderr share one, which keeps their order
   */
  static Pipes open(NamedPipes named, Execution execution, boolean merged) throws IOException {
    NamedPipe out = named.take();
    try {
      return new Pipes(execution, merged, out, merged ? null : named.take());
    } catch (IOException e) {
      close(out);
      throw e;
    }
  }

  /** Starts the process with these pipes as its output. */
  Process start(ProcessBuilder builder) throws IOException {
    if (out != null) {
      builder.redirectOutput(out.target());
    }
    if (err != null) {
      builder.redirectError(err.target());
    }
    builder.redirectErrorStream(merged);
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

  /** Starts to read. */
  void read(Process process, Executor threads, CommandWatch watch) {
    InputStream stdout = out == null ? process.getInputStream() : out;
    ChannelWriter writer = execution.writer(OutputChannel.STDOUT).tappedBy(watch::printed);
    read(stdout, writer, threads);
    if (!merged) {
      InputStream stderr = err == null ? process.getErrorStream() : err;
      read(stderr, execution.writer(OutputChannel.STDERR).tappedBy(watch::printed), threads);
    }
  }

  private void read(InputStream pipe, ChannelWriter writer, Executor threads) {
    threads.execute(() -> readToEnd(pipe, writer));
  }

  private void readToEnd(InputStream pipe, ChannelWriter writer) {
    try (pipe) {
      copy(pipe, writer);
      writer.end();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot read a pipe to its end", e);
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      // Before the latch opens: an attempt whose output is incomplete must not end as completed.
      execution.failed(e);
    } finally {
      open.countDown();
    }
  }

  private void copy(InputStream pipe, ChannelWriter writer)
      throws IOException, InterruptedException {
    byte[] bytes = new byte[FIRST_BYTES];
    // When a process ends, the JDK drains its own pipes and closes them, and output that children
    // still write is lost (as with bash's `exec > >(tee log)`). It takes the stream's lock to do
    // so: while this thread holds the lock, the pipe stays open.
    synchronized (pipe) {
      for (int count = pipe.read(bytes); count >= 0; count = pipe.read(bytes)) {
        reads.incrementAndGet();
        writer.write(bytes, count);
        if (count == bytes.length && count < PIPE_BYTES) {
          bytes = Arrays.copyOf(bytes, PIPE_BYTES);
        }
      }
    }
  }

  /**
   * Waits until both streams have ended, for as long as no silence of {@code silenceMs} passes, and
   * not for ever if a process goes on writing. Time in which a reader is blocked because the server
   * accepts no output does not count.
   */
  State awaitEnd(long silenceMs) throws InterruptedException {
    int left = MAX_SILENCES;
    long before = -1;
    while (true) {
      boolean stalled = execution.stalled();
      long now = reads.get();
      if (!stalled && now == before) {
        return State.SILENT;
      }
      if (!stalled && left-- == 0) {
        return State.PRINTING;
      }
      before = now;
      if (open.await(silenceMs, TimeUnit.MILLISECONDS)) {
        return State.ENDED;
      }
    }
  }
}
