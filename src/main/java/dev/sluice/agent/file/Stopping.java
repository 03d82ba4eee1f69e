package dev.sluice.agent.file;

import dev.sluice.agent.call.Transfer;
import dev.sluice.agent.run.Execution;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The work on the files of one attempt, as another thread stops it. */
final class Stopping implements Execution.Stoppable {
  private final CountDownLatch stopped = new CountDownLatch(1);
  private @Nullable Transfer running;

  /** The attempt was stopped, so that its result does not count. */
  static final class StoppedException extends IOException {
    private static final long serialVersionUID = 1L;

    StoppedException() {
      super("stopped");
    }
  }

  @Override
  public void stop(long graceMs) {
    stopped.countDown();
    Transfer transfer;
    synchronized (this) {
      transfer = running;
    }
    if (transfer != null) {
      transfer.cancel();
    }
  }

  /** Makes the transfer end with a stop. */
  Transfer watched(Transfer transfer) throws StoppedException {
    synchronized (this) {
      running = transfer;
    }
    check();
    return transfer;
  }

  void check() throws StoppedException {
    if (stopped.getCount() == 0) {
      throw new StoppedException();
    }
  }

  /** Waits, but not past a stop. */
  void pause(Duration time) throws StoppedException, InterruptedException {
    if (stopped.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new StoppedException();
    }
  }
}
