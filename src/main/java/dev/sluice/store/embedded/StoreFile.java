package dev.sluice.store.embedded;

import dev.sluice.files.PrivateFile;
import dev.sluice.store.embedded.disk.Disk;
import dev.sluice.store.embedded.disk.ForcedVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.RandomAccessStore;
import org.jspecify.annotations.Nullable;

/**
 * The file with the documents as of the last checkpoint. It is compacted while it is open and when
 * it is closed.
 */
final class StoreFile {
  static final String NAME = "store.mv";
  private static final String NEW = "store.new";
  private static final String FORCED = "store.forced";
  static final int FORMAT = 1;
  static final String CHECKPOINT = "checkpoint";
  static final String JOURNAL = "journal";

  /** The journal after the last checkpoint of a version that maintains the indexes. */
  private static final String INDEXED = "indexed";

  static final int CACHE_MB = 24;
  private static final int PAGE_BYTES = 8 * 1024;

  /**
   * How long freed space stays unused, so that a file system that reorders writes does no harm.
   * Queries do not depend on it: each pins the version that it reads.
   */
  private static final int RETENTION_MS = 4_000;

  private static final int TARGET_FILL_PERCENT = 75;
  private static final int REWRITE_BYTES = 8 * 1024 * 1024;
  private static final int SHUTDOWN_FILL_PERCENT = 90;
  private static final int SHUTDOWN_BYTES = 64 * 1024 * 1024;
  private static final long WORTH_COMPACTING_BYTES = 4L * 1024 * 1024;

  private final Path path;
  private final MVStore store;
  private final ForcedVersion forced;
  private final MVMap<String, Long> checkpoint;

  private StoreFile(Path path, MVStore store, ForcedVersion forced) {
    this.path = path;
    this.store = store;
    this.forced = forced;
    this.checkpoint = store.openMap(CHECKPOINT);
  }

  /** Opens the store, or creates it; nothing is replayed yet. */
  static StoreFile open(Path directory, Disk disk) throws IOException {
    Path path = directory.resolve(NAME);
    if (!Files.exists(path) || Files.size(path) == 0) {
      create(directory, disk);
    }
    return opened(directory, disk, open(directory, disk.nameOf(path)));
  }

  /** Opens a store that exists; no file is changed with a disk that changes none. */
  static StoreFile openToRead(Path directory, Disk disk) throws IOException {
    String name = disk.nameOf(directory.resolve(NAME));
    return opened(directory, disk, open(directory, builder(name).readOnly()));
  }

  private static StoreFile opened(Path directory, Disk disk, MVStore store) throws IOException {
    Path path = directory.resolve(NAME);
    try {
      forgetUnforced(store, ForcedVersion.read(directory.resolve(FORCED)));
      ForcedVersion forced = new ForcedVersion(disk.open(directory.resolve(FORCED)));
      return new StoreFile(path, store, forced).requireFormat();
    } catch (MVStoreException | IllegalArgumentException e) {
      store.closeImmediately();
      throw unreadable(path, e);
    } catch (IOException e) {
      store.closeImmediately();
      throw e;
    }
  }

  /** Gives an empty store its name once the disk has it; one that is written half is no store. */
  private static void create(Path directory, Disk disk) throws IOException {
    Path path = directory.resolve(NEW);
    Files.deleteIfExists(path);
    PrivateFile.create(path);
    MVStore empty = open(directory, disk.nameOf(path));
    empty.setStoreVersion(FORMAT);
    empty.commit();
    empty.close();
    disk.rename(path, directory.resolve(NAME));
    disk.forceNames(directory);
  }

  private static MVStore.Builder builder(String name) {
    return new MVStore.Builder()
        .fileName(name)
        .autoCommitDisabled()
        .autoCommitBufferSize(0)
        .cacheSize(CACHE_MB)
        .pageSplitSize(PAGE_BYTES);
  }

  private static MVStore open(Path directory, String name) {
    return open(directory, builder(name));
  }

  private static MVStore open(Path directory, MVStore.Builder builder) {
    try {
      MVStore store = builder.open();
      store.setRetentionTime(RETENTION_MS);
      store.setVersionsToKeep(0);
      return store;
    } catch (MVStoreException e) {
      if (e.getErrorCode() == DataUtils.ERROR_FILE_LOCKED) {
        throw StoreException.inUse(
            "The store in %s is in use by another process. Stop that process, or choose another directory."
                .formatted(directory.toAbsolutePath()),
            e);
      }
      throw unreadable(directory.resolve(NAME), e);
    }
  }

  private static StoreException unreadable(Path path, RuntimeException e) {
    return new StoreException(
        "%s cannot be read as a store: %s. Restore it from a backup, or move it away to start empty."
            .formatted(path.toAbsolutePath(), e.getMessage()),
        e);
  }

  /**
   * Goes back to the last version that the disk has as a whole. The journal that follows it is
   * still there, since it is deleted later than the version is forced.
   */
  private static void forgetUnforced(MVStore store, OptionalLong forced) {
    if (forced.isPresent() && store.getCurrentVersion() > forced.getAsLong()) {
      store.rollbackTo(forced.getAsLong());
    }
  }

  private StoreFile requireFormat() {
    int found = store.getStoreVersion();
    if (found == 0 && checkpoint.isEmpty()) {
      store.setStoreVersion(FORMAT);
    } else if (found != FORMAT) {
      store.closeImmediately();
      throw new StoreException(
          "%s has format %d, and this version reads format %d."
              .formatted(path.toAbsolutePath(), found, FORMAT));
    }
    return this;
  }

  MVStore store() {
    return store;
  }

  Path path() {
    return path;
  }

  /** The number of the journal that follows the last checkpoint; 0 if there was none. */
  long journalNumber() {
    @Nullable Long number = checkpoint.get(JOURNAL);
    return number == null ? 0 : number;
  }

  /** Whether the last checkpoint is of a version that maintains the indexes. */
  boolean hasIndexes() {
    return Objects.equals(checkpoint.get(JOURNAL), checkpoint.get(INDEXED));
  }

  /**
   * Stores all changes so far together with the number of the journal that follows, and returns
   * once the disk has them. If that fails, the file is closed for good.
   */
  void commit(long journalNumber) throws IOException {
    try {
      checkpoint.put(JOURNAL, journalNumber);
      checkpoint.put(INDEXED, journalNumber);
      store.commit();
      force();
    } catch (MVStoreException e) {
      throw new IOException("Cannot write " + path, e);
    }
  }

  /** After a failure the operating system may forget what it did not write, so no second try. */
  private void force() throws IOException {
    try {
      store.sync();
      forced.set(store.getCurrentVersion());
    } catch (MVStoreException | IOException e) {
      store.closeImmediately();
      throw e;
    }
  }

  /** Whether a failed write has closed the file, or {@link #close} has. */
  boolean isClosed() {
    return store.isClosed();
  }

  boolean hasUnsavedChanges() {
    return store.hasUnsavedChanges();
  }

  long unsavedBytes() {
    return store.getUnsavedMemory();
  }

  /** Runs a query; the space that it reads is not reused before it ends. */
  <T> T reading(Supplier<T> query) {
    MVStore.TxCounter version = store.registerVersionUsage();
    try {
      return query.get();
    } finally {
      store.deregisterVersionUsage(version);
    }
  }

  /** Moves a little live data out of mostly dead space; the next checkpoint stores it. */
  void tidy() {
    if (store.isClosed()) {
      return;
    }
    store.compact(TARGET_FILL_PERCENT, REWRITE_BYTES);
  }

  /**
   * Closes after a checkpoint. If much of the file is unused, it first shrinks the file by moving a
   * limited number of bytes, which takes at most a second or two.
   */
  void close() throws IOException {
    if (Files.size(path) > 2 * liveBytes() + WORTH_COMPACTING_BYTES) {
      compact();
    }
    store.close();
    forced.set(store.getCurrentVersion());
    forced.close();
  }

  /** No query reads any more, so freed space may be reused at once. */
  private void compact() throws IOException {
    store.compact(SHUTDOWN_FILL_PERCENT, SHUTDOWN_BYTES);
    store.commit();
    store.sync();
    // From here MVStore overwrites the space of older versions, and forces each of its steps.
    forced.clear();
    store.setRetentionTime(0);
    if (store.getFileStore() instanceof RandomAccessStore file) {
      file.compactMoveChunks(SHUTDOWN_FILL_PERCENT, SHUTDOWN_BYTES, store);
    }
  }

  /** Lets the next start take the newest version that it finds in the file, which is complete. */
  void acceptNewestVersion() throws IOException {
    store.sync();
    forced.clear();
  }

  void abandon() {
    store.closeImmediately();
    try {
      forced.close();
    } catch (IOException e) {
      // It holds no unwritten bytes.
    }
  }

  private long liveBytes() {
    long used = store.getFileStore().size() * store.getFileStore().getFillRate() / 100;
    return used * store.getFileStore().getChunksFillRate() / 100;
  }
}
