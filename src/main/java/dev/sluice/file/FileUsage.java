package dev.sluice.file;

import dev.sluice.file.GridFiles.Totals;
import dev.sluice.http.ProblemException;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the number and the bytes of all files. What other servers store counts some seconds later,
 * so several servers together may pass a bound by what they store in that time.
 */
@Singleton
final class FileUsage {
  static final Duration KNOWN_FOR = Duration.ofSeconds(10);

  private final GridFiles files;
  private final FileConfig config;
  private final Timers timers;
  private final AtomicLong arriving = new AtomicLong();
  private Totals stored = new Totals(0, 0);
  private boolean known;
  private long readAt;

  FileUsage(GridFiles files, FileConfig config, Timers timers) {
    this.files = files;
    this.config = config;
    this.timers = timers;
  }

  /** Fails with a 507 problem if no further file may be stored. */
  Uni<Void> admit() {
    return current().invoke(this::checkRoom).replaceWithVoid();
  }

  private Uni<Totals> current() {
    synchronized (this) {
      if (known && timers.millisSince(readAt) < KNOWN_FOR.toMillis()) {
        return Uni.createFrom().item(stored);
      }
    }
    return files.totals().invoke(this::read);
  }

  private synchronized void read(Totals now) {
    stored = now;
    known = true;
    readAt = timers.nanoTime();
  }

  private void checkRoom(Totals now) {
    if (now.count() >= config.maxCount()) {
      throw full("there are " + config.maxCount() + " files (sluice.files.max-count)");
    }
    if (now.bytes() + arriving.get() >= config.maxTotal()) {
      throw tooMuch();
    }
  }

  /**
   * More bytes of an upload have arrived.
   *
   * @throws ProblemException 507 if there is no room for them; they count until they are forgotten
   */
  synchronized void arrived(long bytes) {
    if (stored.bytes() + arriving.addAndGet(bytes) > config.maxTotal()) {
      throw tooMuch();
    }
  }

  /** An upload has ended, as a file or not, of which so many bytes had arrived. */
  void forget(long bytes) {
    arriving.addAndGet(-bytes);
  }

  synchronized void added(StoredFile file) {
    stored = stored.plus(file.size());
  }

  /** A file was removed: the next upload reads how much there is. */
  synchronized void removed() {
    known = false;
  }

  private ProblemException tooMuch() {
    return full(
        "all files together may have " + config.maxTotal() + " bytes (sluice.files.max-total)");
  }

  private static ProblemException full(String why) {
    return ProblemException.of(507, "files_full", why + "; delete files that are not needed");
  }
}
