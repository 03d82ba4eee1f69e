package dev.sluice.upkeep;

import dev.sluice.files.DirectoryTree;
import dev.sluice.files.PrivateDirectory;
import dev.sluice.store.embedded.StoreImage;
import dev.sluice.store.embedded.disk.Disk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.h2.mvstore.MVStoreException;

/**
 * Writes a copy of a store that a server can be started on. It has its name only once it is
 * complete and the disk has it.
 */
public final class Backup {
  private static final String PART = ".part";

  private final Path target;
  private final Path part;

  private Backup(Path target) {
    this.target = target.toAbsolutePath().normalize();
    this.part = this.target.resolveSibling("." + this.target.getFileName() + PART);
  }

  /** Passes all entries on. */
  @FunctionalInterface
  private interface Source {
    void writeTo(ImageSink sink) throws IOException;
  }

  /**
   * @param target a directory that does not exist, or is empty
   * @throws FileAlreadyExistsException if it is something else
   */
  public static Backup to(Path target) throws IOException {
    if (Files.exists(target) && !isEmptyDirectory(target)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    return new Backup(target);
  }

  private static boolean isEmptyDirectory(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return false;
    }
    try (Stream<Path> files = Files.list(path)) {
      return files.findAny().isEmpty();
    }
  }

  /** Copies a store that no process writes; see {@link StoreImage#read} for the errors. */
  public void ofImage(StoreImage image, Progress progress) throws IOException {
    write(sink -> StoreCopy.all(image, sink, progress));
  }

  /**
   * Stores what a server sends.
   *
   * @throws IOException also if it ends early
   */
  public void ofStream(InputStream in, Progress progress) throws IOException {
    write(sink -> new ImageDecoder(in, progress).readInto(sink));
  }

  private void write(Source source) throws IOException {
    DirectoryTree.delete(part);
    PrivateDirectory.create(part);
    try {
      copy(source);
      Disk.LOCAL.forceNames(part);
      Disk.LOCAL.rename(part, target);
      Disk.LOCAL.forceNames(target.resolveSibling(".").normalize());
    } catch (MVStoreException e) {
      throw StoreCopy.cannotWrite(target, e);
    } finally {
      DirectoryTree.delete(part);
    }
  }

  private void copy(Source source) throws IOException {
    try (StoreCopy copy = StoreCopy.begin(part.resolve(StoreImage.FILE))) {
      source.writeTo(copy);
      copy.finish(0);
    }
  }
}
