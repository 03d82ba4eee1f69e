package dev.sluice.store.embedded;

import de.bwaldvogel.mongo.bson.Document;
import dev.sluice.store.embedded.NotStoredException.Shortage;
import dev.sluice.store.embedded.disk.Disk;
import dev.sluice.store.embedded.disk.Disk.JournalFile;
import dev.sluice.store.embedded.disk.Journal;
import dev.sluice.store.embedded.maps.ChangeSet;
import dev.sluice.store.embedded.maps.Maps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Executes write commands one at a time and makes their changes durable: in the journal before the
 * reply is sent, in the store file at the next checkpoint.
 */
final class Writes {
  /**
   * The size of the journal that triggers a checkpoint. MVStore serializes a checkpoint as a whole
   * and reuses a buffer of up to 4 MiB; a larger checkpoint would grow a new buffer several times.
   */
  static final long JOURNAL_BYTES = 3L * 1024 * 1024;

  /** The size of pages changed in memory only that triggers a checkpoint. */
  static final long UNSAVED_BYTES = 32L * 1024 * 1024;

  private static final long SPARE_BYTES = 16L * 1024 * 1024;

  private static final System.Logger LOG = System.getLogger(EmbeddedMongo.class.getName());

  private static final String CLOSED =
      " closed itself: a write failed half-way. Restart the server; no acknowledged write is lost";

  private final ReentrantLock lock = new ReentrantLock();
  private final Path directory;
  private final StoreFile file;
  private final Maps maps;
  private final ChangeSet changes;
  private final Disk disk;
  private final Journal journal;

  /** Why writes are refused; null while they are accepted. */
  private @Nullable Shortage shortage;

  Writes(Path directory, StoreFile file, Maps maps, ChangeSet changes, Journal journal, Disk disk) {
    this.directory = directory;
    this.file = file;
    this.maps = maps;
    this.changes = changes;
    this.disk = disk;
    this.journal = journal;
  }

  /**
   * Runs the command and makes its changes durable.
   *
   * @throws NotStoredException if that fails, or if the command meets an error of the JVM or of
   *     MVStore; the changes are undone
   */
  Document perform(Supplier<Document> command) throws NotStoredException {
    lock.lock();
    try {
      requireNoShortage();
      changes.open();
      try {
        return run(command);
      } finally {
        changes.close();
      }
    } finally {
      lock.unlock();
    }
  }

  private Document run(Supplier<Document> command) throws NotStoredException {
    try {
      Document reply = command.get();
      keep();
      return reply;
    } catch (MVStoreException | Error e) {
      undo();
      throw Shortage.of(e).during(directory, e);
    } catch (RuntimeException e) {
      // As in MongoDB, a command that fails half-way keeps the changes made so far.
      keep();
      throw e;
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
      journal.append(Journal.seal(changes.bytes()));
    } catch (IOException | RuntimeException | Error e) {
      undo();
      throw Shortage.of(e).during(directory, e);
    }
  }

  /** A change that cannot be undone is in memory only, so the next start must read the journal. */
  private void undo() {
    try {
      changes.undo();
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.ERROR, "The store closes: it cannot undo a change", e);
      file.abandon();
    }
  }

  private void requireNoShortage() throws NotStoredException {
    if (shortage != null) {
      throw shortage.in(directory);
    }
  }

  /**
   * A new collection cannot be undone in memory. So the refused write stays, as if its reply had
   * been lost, and no other write is accepted until a checkpoint has stored it.
   */
  private void keepStructure() throws NotStoredException {
    checkpointIfPossible();
    requireNoShortage();
  }

  /** Takes a checkpoint if anything changed since the last one. */
  void checkpointIfChanged() {
    lock.lock();
    try {
      if (file.isClosed()) {
        return;
      }
      if (shortage != null || file.hasUnsavedChanges()) {
        checkpointIfPossible();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Refuses further writes while the acknowledged ones still fit into the file. */
  void watchSpace() {
    lock.lock();
    try {
      if (file.isClosed()) {
        return;
      }
      if (shortage != null) {
        checkpointIfPossible();
      } else {
        requireSpace();
      }
    } catch (IOException e) {
      refuse(e);
    } finally {
      lock.unlock();
    }
  }

  /** Catches errors too: the command before it is in the journal already. */
  private void checkpointIfPossible() {
    try {
      checkpoint();
      accept();
    } catch (IOException | RuntimeException | Error e) {
      refuse(e);
    }
  }

  private void refuse(Throwable reason) {
    Shortage now = Shortage.of(reason);
    if (file.isClosed()) {
      LOG.log(System.Logger.Level.ERROR, "The store in " + directory + CLOSED, reason);
    } else if (shortage != now) {
      LOG.log(System.Logger.Level.WARNING, "The store in " + directory + " refuses writes", reason);
    }
    shortage = now;
  }

  private void accept() {
    if (shortage != null) {
      LOG.log(System.Logger.Level.INFO, "The store in {0} accepts writes again", directory);
    }
    shortage = null;
  }

  void checkpoint() throws IOException {
    lock.lock();
    try {
      requireSpace();
      JournalFile prepared = journal.prepare();
      try {
        file.commit(journal.next());
      } catch (IOException e) {
        prepared.close();
        throw e;
      }
      maps.structureStored();
      journal.switchTo(prepared);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes a checkpoint if much was changed.
   *
   * @throws UncheckedIOException if that fails
   */
  void checkpointIfLarge() {
    if (file.unsavedBytes() >= UNSAVED_BYTES) {
      try {
        checkpoint();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Checked in advance because MVStore closes a file for good once a write to it has failed. */
  private void requireSpace() throws IOException {
    if (disk.usableBytes(directory) < 2 * file.unsavedBytes() + SPARE_BYTES) {
      throw new IOException("No space left on device");
    }
  }

  /** All entries as of the end of a command. */
  StoreImage image() {
    lock.lock();
    try {
      return StoreImage.of(file, maps);
    } finally {
      lock.unlock();
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
