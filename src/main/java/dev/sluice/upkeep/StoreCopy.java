package dev.sluice.upkeep;

import dev.sluice.files.PrivateFile;
import dev.sluice.store.embedded.StoreImage;
import dev.sluice.store.embedded.StoreImage.Table;
import dev.sluice.store.embedded.maps.StoredValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/** Writes a new store file without unused space. It is complete once {@link #finish} returns. */
final class StoreCopy implements ImageSink, AutoCloseable {
  private static final int PAGE_BYTES = 8 * 1024;

  /** How much is written at once, bytes in memory. */
  private static final int COMMIT_BYTES = 4 * 1024 * 1024;

  private final Path file;
  private final MVStore store;
  private @Nullable MVMap<Object, Object> map;
  private boolean finished;

  private StoreCopy(Path file, MVStore store) {
    this.file = file;
    this.store = store;
  }

  /** Begins an empty file that only its owner may read, in place of one that was left behind. */
  static StoreCopy begin(Path file) throws IOException {
    Files.deleteIfExists(file);
    PrivateFile.create(file);
    try {
      MVStore store =
          new MVStore.Builder()
              .fileName(file.toAbsolutePath().toString())
              .autoCommitDisabled()
              .autoCommitBufferSize(0)
              .cacheSize(1)
              .pageSplitSize(PAGE_BYTES)
              .open();
      store.setVersionsToKeep(0);
      store.setStoreVersion(StoreImage.FORMAT);
      return new StoreCopy(file, store);
    } catch (MVStoreException e) {
      throw cannotWrite(file, e);
    }
  }

  /** Passes all entries of an image to {@code sink}. */
  static void all(StoreImage image, ImageSink sink, Progress progress) {
    long total = image.entries();
    long done = 0;
    for (Table table : image.tables()) {
      sink.table(table.name());
      for (Object key = table.next(); key != null; key = table.next()) {
        sink.entry(key, table.value());
        progress.at(++done, total);
      }
    }
  }

  @Override
  public void table(String name) {
    map =
        store.openMap(
            name,
            new MVMap.Builder<>()
                .keyType(StoredValueType.INSTANCE)
                .valueType(StoredValueType.INSTANCE)
                .singleWriter());
  }

  @Override
  public void entry(Object key, Object value) {
    MVMap<Object, Object> target = map;
    if (target == null) {
      throw new IllegalStateException("an entry belongs to no map");
    }
    target.append(key, value);
    if (store.getUnsavedMemory() > COMMIT_BYTES) {
      store.commit();
    }
  }

  /**
   * Returns once the disk has the file.
   *
   * @param journalNumber of the journal that follows the file; 0 if none does
   */
  void finish(long journalNumber) throws IOException {
    try {
      MVMap<String, Long> checkpoint = store.openMap(StoreImage.CHECKPOINT);
      if (journalNumber > 0) {
        checkpoint.put(StoreImage.JOURNAL, journalNumber);
      }
      store.commit();
      store.sync();
      store.close();
      finished = true;
    } catch (MVStoreException e) {
      throw cannotWrite(file, e);
    }
  }

  static IOException cannotWrite(Path file, MVStoreException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return new IOException("cannot write %s: %s".formatted(file, cause.getMessage()), e);
  }

  /** Deletes a file that is not complete. */
  @Override
  public void close() throws IOException {
    if (!finished) {
      store.closeImmediately();
      Files.deleteIfExists(file);
    }
  }
}
