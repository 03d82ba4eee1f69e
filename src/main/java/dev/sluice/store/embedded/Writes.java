package dev.sluice.store.embedded;

import de.bwaldvogel.mongo.bson.Document;
import dev.sluice.store.embedded.Disk.JournalFile;
import dev.sluice.store.embedded.NotStoredException.Lack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Performs the commands that write, one after the other, and keeps what they changed: in the
 * journal before the reply goes out, in the store file at the next checkpoint.
 */
final class Writes {
  /**
   * A checkpoint is taken at the latest when the journal has grown to this size: so small that
   * MVStore, which serializes a checkpoint as a whole, gets by with a buffer that it keeps (up to 4
   * MiB) instead of growing one anew, several times over, for each.
   */
  static final long JOURNAL_BYTES = 3L * 1024 * 1024;

  /** Likewise for pages that are changed in memory only. */
  static final long UNSAVED_BYTES = 32L * 1024 * 1024;

  private static final long SPARE_BYTES = 16L * 1024 * 1024;

  private final ReentrantLock lock = new ReentrantLock();
  private final Path directory;
  private final StoreFile file;
  private final Maps maps;
  private final ChangeSet changes;
  private final Disk disk;
  private final Journal journal;

  /** Why writes are refused; null while they are not. */
  private @Nullable Lack lack;

  Writes(Path directory, StoreFile file, Maps maps, ChangeSet changes, Disk disk) {
    this.directory = directory;
    this.file = file;
    this.maps = maps;
    this.changes = changes;
    this.disk = disk;
    this.journal = new Journal(directory, disk);
  }

  /**
   * Runs the command and makes what it changed durable.
   *
   * @throws NotStoredException if that was not possible; the changes are undone
   */
  Document perform(Supplier<Document> command) throws NotStoredException {
    lock.lock();
    try {
      requireNothingWanting();
      changes.open();
      try {
        Document reply = command.get();
        keep();
        return reply;
      } catch (RuntimeException e) {
        // A command that fails half-way has changed what it has changed, as in MongoDB.
        keep();
        throw e;
      } finally {
        changes.close();
      }
    } finally {
      lock.unlock();
    }
  }

  private void keep() throws NotStoredException {
    if (maps.structureChanged()) {
      keepStructure();
    } else if (!changes.isEmpty()) {
      append();
      if (journal.size() >= JOURNAL_BYTES || file.unsavedBytes() >= UNSAVED_BYTES) {
        checkpointIfPossible();
      }
    }
  }

  private void append() throws NotStoredException {
    try {
      journal.append(JournalRecord.seal(changes.bytes()));
    } catch (IOException e) {
      changes.undo();
      throw new NotStoredException(
          Lack.behind(e),
          "Cannot write the journal in %s: %s".formatted(directory, e.getMessage()),
          e);
    }
  }

  private void requireNothingWanting() throws NotStoredException {
    if (lack != null) {
      throw lack.in(directory);
    }
  }

  /**
   * A new collection cannot be undone in memory, so here the refused write stays, and no other is
   * accepted until a checkpoint has stored it: the same as an answer that got lost.
   */
  private void keepStructure() throws NotStoredException {
    checkpointIfPossible();
    requireNothingWanting();
  }

  /** Takes a checkpoint if anything changed since the last; called from time to time. */
  void checkpointIfChanged() {
    lock.lock();
    try {
      if (lack != null || file.hasUnsavedChanges()) {
        checkpointIfPossible();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Refuses writes in time, while what was acknowledged still fits into the file. */
  void watchSpace() {
    lock.lock();
    try {
      if (lack != null) {
        checkpointIfPossible();
      } else {
        requireSpace();
      }
    } catch (IOException e) {
      lack = Lack.behind(e);
    } finally {
      lock.unlock();
    }
  }

  private void checkpointIfPossible() {
    try {
      checkpoint();
      lack = null;
    } catch (IOException e) {
      lack = Lack.behind(e);
    }
  }

  void checkpoint() throws IOException {
    lock.lock();
    try {
      requireSpace();
      long next = file.journalNumber() + 1;
      JournalFile prepared = journal.prepare(next);
      file.commit(next);
      maps.structureStored();
      journal.switchTo(prepared, next);
    } finally {
      lock.unlock();
    }
  }

  /** A store file whose writing fails half-way is closed for good, so that is not risked. */
  private void requireSpace() throws IOException {
    if (disk.usableBytes(directory) < 2 * file.unsavedBytes() + SPARE_BYTES) {
      throw new IOException("No space left on device");
    }
  }

  void close() throws IOException {
    lock.lock();
    try {
      checkpoint();
      journal.close();
    } finally {
      lock.unlock();
    }
  }
}
