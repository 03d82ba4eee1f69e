package dev.sluice.store.embedded;

import dev.sluice.files.PrivateDirectory;
import dev.sluice.store.embedded.disk.Disk;
import dev.sluice.store.embedded.disk.Forcing;
import dev.sluice.store.embedded.disk.Journal;
import dev.sluice.store.embedded.disk.Sync;
import dev.sluice.store.embedded.maps.ChangeSet;
import dev.sluice.store.embedded.maps.Maps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * The store in a directory, without the server: the file with the documents as of the last
 * checkpoint, and the journal of the changes since.
 */
record DocumentStore(StoreFile file, Writes writes, Forcing forcing, StoreBackend backend) {

  /** Opens or creates the store and brings it up to date; see {@link EmbeddedMongo#open}. */
  static DocumentStore open(Path directory, Disk disk, Sync sync) {
    StoreFile file;
    try {
      PrivateDirectory.claim(directory);
      file = StoreFile.open(directory, disk);
    } catch (IOException e) {
      throw unusable(directory, e);
    }
    try {
      return open(directory, disk, file, sync);
    } catch (IOException e) {
      file.abandon();
      throw unusable(directory, e);
    } catch (UncheckedIOException e) {
      file.abandon();
      throw unusable(directory, e);
    } catch (RuntimeException e) {
      file.abandon();
      throw e;
    }
  }

  private static DocumentStore open(Path directory, Disk disk, StoreFile file, Sync sync)
      throws IOException {
    ChangeSet changes = new ChangeSet();
    Maps maps = new Maps(file.store(), changes);
    boolean hasIndexes = file.hasIndexes();
    long newest = new Recovery(directory, disk, file, maps).run();
    if (!hasIndexes) {
      maps.removeEntries();
    }
    Journal journal = new Journal(directory, disk, newest);
    Writes writes = new Writes(directory, file, maps, changes, journal, disk);
    writes.checkpoint();
    Forcing forcing = Forcing.start(journal, sync, file::abandon);
    StoreBackend backend = new StoreBackend(file, maps, writes, forcing);
    if (maps.structureChanged()) {
      writes.checkpoint();
    }
    return new DocumentStore(file, writes, forcing, backend);
  }

  private static StoreException unusable(Path directory, Exception e) {
    return new StoreException(
        "Cannot use %s for the store: %s. Choose a writable directory with free space."
            .formatted(directory.toAbsolutePath(), e),
        e);
  }

  void close() {
    forcing.close();
    try {
      writes.close();
      file.close();
    } catch (IOException e) {
      // No write is lost: the journal holds those that are not in the file.
      file.abandon();
    }
  }
}
