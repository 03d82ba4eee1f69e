package dev.sluice.store.embedded;

import dev.sluice.store.embedded.disk.Disk;
import dev.sluice.store.embedded.disk.Journal;
import dev.sluice.store.embedded.disk.JournalReader;
import dev.sluice.store.embedded.maps.ChangeSet;
import dev.sluice.store.embedded.maps.Maps;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Brings an opened store up to date by replaying the journals from the one that follows its last
 * checkpoint. A killed process leaves at most a last record that is cut off, and a loss of power a
 * last journal of which pages were not written; the journal is cut there. Any other inconsistency
 * is an error, so that no write is lost silently.
 */
final class Recovery {
  private static final System.Logger LOG = System.getLogger(EmbeddedMongo.class.getName());

  private final Path directory;
  private final Disk disk;
  private final StoreFile store;
  private final Maps maps;

  Recovery(Path directory, Disk disk, StoreFile store, Maps maps) {
    this.directory = directory;
    this.disk = disk;
    this.store = store;
    this.maps = maps;
  }

  /** Returns the number of the last journal. */
  long run() throws IOException {
    long number = store.journalNumber();
    List<Long> written = Journal.written(directory);
    long last = written.isEmpty() ? number : Math.max(number, written.get(written.size() - 1));
    requireFits(number, last, written);
    for (long next = number; next <= last; next++) {
      Path file = Journal.file(directory, next);
      if (Files.exists(file)) {
        replay(file, next == last);
      }
    }
    return last;
  }

  private void requireFits(long number, long last, List<Long> written) {
    Path file = Journal.file(directory, number);
    if (last > number + 1 || (number > 0 && !Files.exists(file))) {
      throw new StoreException(
          "%s does not fit the journals beside it (expected %s, found %s). The store file is damaged or belongs to another directory: restore the whole directory %s from a backup, or move it away to start empty."
              .formatted(store.path(), file.getFileName(), written, directory));
    }
  }

  private void replay(Path file, boolean isLast) throws IOException {
    try (JournalReader records = new JournalReader(file)) {
      byte[] body = records.next();
      while (body.length > 0) {
        apply(body, file);
        body = records.next();
      }
      if (records.position() < records.size()) {
        cut(file, records, isLast);
      }
    }
  }

  private void cut(Path file, JournalReader records, boolean isLast) throws IOException {
    if (!isLast || !records.endsUnwritten()) {
      throw damaged(file, records.position());
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "The journal {0} ends in a write that is not complete; its last {1} bytes are dropped."
            + " They were never acknowledged, or the machine lost power",
        file,
        records.size() - records.position());
    try (Disk.JournalFile journal = disk.open(file)) {
      journal.truncate(records.position());
      journal.force();
    }
  }

  private void apply(byte[] body, Path file) {
    try {
      ChangeSet.replay(Unpooled.wrappedBuffer(body), maps);
    } catch (RuntimeException e) {
      throw new StoreException("%s does not fit %s: %s".formatted(file, store.path(), e), e);
    }
  }

  private static StoreException damaged(Path file, long position) {
    return new StoreException(
        "The journal %s is damaged at byte %d. Restore its directory from a backup, or truncate the file there, which loses the writes after that byte."
            .formatted(file, position));
  }
}
