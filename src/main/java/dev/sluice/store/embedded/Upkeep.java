package dev.sluice.store.embedded;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a store that is open does by itself: checkpoints, tidying up, an eye on the free space. */
final class Upkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final int TIDY_SECONDS = 2;
  private static final int CHECKPOINT_SECONDS = 5;

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "store-upkeep");
            thread.setDaemon(true);
            return thread;
          });

  private Upkeep() {}

  static Upkeep start(StoreFile file, Writes writes) {
    Upkeep upkeep = new Upkeep();
    upkeep.every(1, writes::watchSpace);
    upkeep.every(TIDY_SECONDS, file::tidy);
    upkeep.every(CHECKPOINT_SECONDS, writes::checkpointIfChanged);
    return upkeep;
  }

  private void every(int seconds, Runnable duty) {
    var unused =
        timer.scheduleWithFixedDelay(() -> perform(duty), seconds, seconds, TimeUnit.SECONDS);
  }

  /** A duty that throws would not be run again. */
  private static void perform(Runnable duty) {
    try {
      duty.run();
    } catch (RuntimeException e) {
      LOG.error("The upkeep of the store failed; it is tried again", e);
    }
  }

  /** Waits for the duty under way: interrupting it would close the file under it. */
  @Override
  public void close() {
    timer.shutdown();
    try {
      if (!timer.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warn("The upkeep of the store is still running");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
