package dev.sluice.store.embedded.disk;

import dev.sluice.store.embedded.disk.Disk.JournalFile;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Forces the journal to the disk in a thread of its own, for the replies that wait for it. Those
 * that come while the disk writes share the next round.
 */
public final class Forcing implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Forcing.class.getName());
  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  private final Journal journal;
  private final Sync sync;
  private final Runnable onFailure;
  private final Thread thread = new Thread(this::work, "store-force");

  private CompletableFuture<Void> next = new CompletableFuture<>();
  private boolean wanted;
  private boolean closed;

  private Forcing(Journal journal, Sync sync, Runnable onFailure) {
    this.journal = journal;
    this.sync = sync;
    this.onFailure = onFailure;
    thread.setDaemon(true);
  }

  /**
   * @param onFailure closes the store, since later commands saw the changes that the disk may lack
   */
  public static Forcing start(Journal journal, Sync sync, Runnable onFailure) {
    Forcing forcing = new Forcing(journal, sync, onFailure);
    if (sync == Sync.FULL) {
      forcing.thread.start();
    }
    return forcing;
  }

  /**
   * Completes once the disk has all changes so far; at once unless that is promised. Fails if it
   * cannot have them; the store is closed then.
   */
  public CompletableFuture<Void> done() {
    return sync == Sync.NORMAL || journal.isForced() ? DONE : join();
  }

  private synchronized CompletableFuture<Void> join() {
    if (closed) {
      return CompletableFuture.failedFuture(new IOException("The store is closed"));
    }
    wanted = true;
    notifyAll();
    return next;
  }

  private void work() {
    try {
      while (true) {
        round(await());
      }
    } catch (InterruptedException e) {
      // The store is being closed, which forces the rest.
    }
  }

  private synchronized CompletableFuture<Void> await() throws InterruptedException {
    while (!wanted) {
      if (closed) {
        throw new InterruptedException();
      }
      wait();
    }
    wanted = false;
    CompletableFuture<Void> round = next;
    next = new CompletableFuture<>();
    return round;
  }

  private void round(CompletableFuture<Void> round) {
    try {
      force();
      round.complete(null);
    } catch (IOException | RuntimeException | Error e) {
      LOG.log(System.Logger.Level.ERROR, "The store closes: its journal cannot be forced", e);
      onFailure.run();
      round.completeExceptionally(e);
    }
  }

  private void force() throws IOException {
    long records = journal.appended();
    @Nullable JournalFile current = journal.current();
    try {
      if (current != null) {
        current.force();
      }
    } catch (IOException e) {
      // A file that is no longer written is covered by a checkpoint, which is forced.
      if (journal.current() == current) {
        throw e;
      }
    }
    journal.forcedUpTo(records);
  }

  /** Waits for the last round; an interrupt would close the file that it forces. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
