package dev.sluice.upkeep;

import dev.sluice.store.embedded.StoreImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.h2.mvstore.MVStoreException;

/**
 * Rewrites the file of a stopped store without its unused space. The former file stays until the
 * new one is complete and the disk has it, so a killed compaction loses nothing.
 *
 * @param before size of the file, bytes
 * @param after size of the new file, bytes
 */
public record Compaction(long before, long after) {
  private static final String NEW = "store.compacted";

  /** See {@link StoreImage#lock} for the errors. */
  public static Compaction of(Path directory, Progress progress) throws IOException {
    try (StoreImage image = StoreImage.lock(directory)) {
      Path file = directory.resolve(StoreImage.FILE);
      Path compacted = directory.resolve(NEW);
      long before = Files.size(file);
      write(image, compacted, progress);
      long after = Files.size(compacted);
      image.replaceBy(compacted);
      return new Compaction(before, after);
    }
  }

  private static void write(StoreImage image, Path file, Progress progress) throws IOException {
    try (StoreCopy copy = StoreCopy.begin(file)) {
      StoreCopy.all(image, copy, progress);
      copy.finish(image.journalNumber());
    } catch (MVStoreException e) {
      throw StoreCopy.cannotWrite(file, e);
    }
  }
}
