package dev.sluice.store.embedded;

import dev.sluice.store.embedded.disk.Disk;
import dev.sluice.store.embedded.disk.Sync;
import dev.sluice.store.embedded.disk.UntouchedDisk;
import dev.sluice.store.embedded.maps.ChangeSet;
import dev.sluice.store.embedded.maps.Maps;
import dev.sluice.store.embedded.maps.StoredMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * All maps of a store as of one instant. Writes that come later do not change it; it keeps the
 * space that it reads, so close it soon.
 */
public final class StoreImage implements AutoCloseable {
  /** The name of the file of a store in its directory. */
  public static final String FILE = StoreFile.NAME;

  /** The number that a store file must have to be read. */
  public static final int FORMAT = StoreFile.FORMAT;

  /** The name of the map in a store file with the {@link #JOURNAL} that follows the file. */
  public static final String CHECKPOINT = StoreFile.CHECKPOINT;

  /** The key in that map. */
  public static final String JOURNAL = StoreFile.JOURNAL;

  /** The prefix of a map with the documents of a collection, by {@code _id}. */
  public static final String DOCUMENTS = Maps.DOCUMENTS;

  private final StoreFile file;
  private final Maps maps;
  private final List<Table> tables;
  private final Runnable onClose;

  private StoreImage(StoreFile file, Maps maps, Runnable onClose) {
    this.file = file;
    this.maps = maps;
    this.tables = tables(maps);
    this.onClose = onClose;
  }

  /** One map. Its entries can be read once. */
  public static final class Table {
    private final String name;
    private final StoredMap map;
    private final long entries;
    private final Cursor<Object, Object> cursor;

    private Table(String name, StoredMap map) {
      this.name = name;
      this.map = map;
      this.entries = map.sizeAsLong();
      this.cursor = map.cursor(null, null, false);
    }

    public String name() {
      return name;
    }

    public long entries() {
      return entries;
    }

    /**
     * Moves to the next entry, in the order of the keys.
     *
     * @return its key; null after the last one
     * @throws StoreException if the entries from here on cannot be read
     */
    public @Nullable Object next() {
      try {
        return cursor.hasNext() ? cursor.next() : null;
      } catch (MVStoreException | IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new StoreException(name + " cannot be read: " + e.getMessage(), e);
      }
    }

    /** The value of the entry that {@link #next} moved to. */
    public Object value() {
      return cursor.getValue();
    }

    /** Whether there is such a document, in a store that is not being written. */
    public boolean has(Object key) {
      return map.containsKey(key);
    }
  }

  /**
   * An entry that a document lacks, or one that no document has.
   *
   * @param id of the document
   */
  public record IndexFault(String collection, String id, String what) {}

  /** Of a store that is being written; the caller lets no write run meanwhile. */
  static StoreImage of(StoreFile file, Maps maps) {
    MVStore.TxCounter version = file.store().registerVersionUsage();
    return new StoreImage(file, maps, () -> file.store().deregisterVersionUsage(version));
  }

  /**
   * Reads the store in a directory with its journals, and changes no file. No server can use the
   * store meanwhile.
   *
   * @throws StoreException if a process has the store open, or it is damaged; the message says
   *     which, and what the operator can do
   * @throws IOException if the directory has no store, or cannot be read
   */
  public static StoreImage read(Path directory) throws IOException {
    requireStore(directory);
    Disk disk = new UntouchedDisk();
    StoreFile file = StoreFile.openToRead(directory, disk);
    try {
      Maps maps = new Maps(file.store(), new ChangeSet());
      new Recovery(directory, disk, file, maps).run();
      return new StoreImage(file, maps, file::abandon);
    } catch (IOException | RuntimeException e) {
      file.abandon();
      throw e;
    }
  }

  /**
   * Opens the store in a directory as a server does, and lets no other process use it until this is
   * closed. Only {@link #replaceBy} changes it.
   *
   * @throws StoreException as {@link #read}
   * @throws IOException if the directory has no store
   */
  public static StoreImage lock(Path directory) throws IOException {
    requireStore(directory);
    DocumentStore store = DocumentStore.open(directory, Disk.LOCAL, Sync.NORMAL);
    // Each change so far is in the file, and forced, since opening takes a checkpoint.
    return new StoreImage(store.file(), store.backend().maps(), store.file()::abandon);
  }

  private static void requireStore(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new IOException(directory.toAbsolutePath() + " is not a directory");
    }
    if (!Files.exists(directory.resolve(FILE))) {
      throw new IOException(
          "%s has no embedded store: it has no %s"
              .formatted(directory.toAbsolutePath(), StoreFile.NAME));
    }
  }

  private static List<Table> tables(Maps maps) {
    List<Table> tables = new ArrayList<>();
    for (String name : maps.names()) {
      tables.add(new Table(name, maps.named(name)));
    }
    return tables;
  }

  public List<Table> tables() {
    return tables;
  }

  /** Of all maps together. */
  public long entries() {
    return tables.stream().mapToLong(Table::entries).sum();
  }

  /**
   * Compares the indexes with the documents, of a store that is not being written. Indexes that the
   * next start builds are left out.
   */
  public void checkIndexes(Consumer<IndexFault> faults) {
    if (file.hasIndexes()) {
      new IndexCheck(maps, faults).run();
    }
  }

  /** The number of the journal that follows, which a file that replaces the store's must name. */
  public long journalNumber() {
    return file.journalNumber();
  }

  /**
   * Replaces the file of a store that is locked. At each instant the directory has the one or the
   * other, as a whole.
   *
   * @param complete in the same directory, forced, with the same entries
   */
  public void replaceBy(Path complete) throws IOException {
    file.acceptNewestVersion();
    Disk.LOCAL.rename(complete, file.path());
    Disk.LOCAL.forceNames(file.path().toAbsolutePath().resolveSibling(".").normalize());
  }

  @Override
  public void close() {
    onClose.run();
  }
}
