package dev.sluice.agent;

import dev.sluice.wire.OutputChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Both streams of a process, each read by a thread of its own. */
final class Pipes {
  private static final int MOST_SILENCES = 20;

  private final Execution execution;
  private final CountDownLatch open = new CountDownLatch(2);
  private final AtomicLong reads = new AtomicLong();

  private Pipes(Execution execution) {
    this.execution = execution;
  }

  static Pipes read(Process process, Execution execution, Executor threads) {
    Pipes pipes = new Pipes(execution);
    var out = execution.writer(OutputChannel.STDOUT);
    var err = execution.writer(OutputChannel.STDERR);
    threads.execute(new PipeReader(process.getInputStream(), out, pipes));
    threads.execute(new PipeReader(process.getErrorStream(), err, pipes));
    return pipes;
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
