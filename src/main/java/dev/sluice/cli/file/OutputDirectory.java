package dev.sluice.cli.file;

import dev.sluice.archive.ArchiveLimits;
import dev.sluice.archive.Meter;
import dev.sluice.archive.ZipUnpacker;
import dev.sluice.files.DirectoryTree;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where collected files are put. They arrive beside their places and are moved there when they are
 * whole, so that a break leaves no half of a file. They replace files, never directories, and
 * nothing is written through a link.
 */
final class OutputDirectory implements AutoCloseable {
  /** Those of a worker, but for the ratio: a file of zeros is no attack on its owner. */
  private static final ArchiveLimits LIMITS =
      new ArchiveLimits(
          ArchiveLimits.DEFAULT.bytes(),
          ArchiveLimits.DEFAULT.entries(),
          Integer.MAX_VALUE,
          ArchiveLimits.DEFAULT.depth());

  private final Path directory;
  private final Path arriving;

  OutputDirectory(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.arriving = Files.createTempDirectory(directory, ".sluice-");
  }

  /** Where the ZIP is to be written. */
  Path zip() {
    return arriving.resolve("zip");
  }

  /**
   * Puts the files of the ZIP in their places.
   *
   * @throws dev.sluice.archive.RefusedArchiveException if it is unsafe or exceeds the limits
   * @throws IOException also if a directory is in the way of a file, or the other way round
   */
  void unpack() throws IOException {
    Path files = Files.createDirectory(arriving.resolve("files"));
    ZipUnpacker.unpack(zip(), files, LIMITS, Meter.NONE);
    move(files, directory);
  }

  /** Keeps the ZIP as it is, under this name. */
  Path keepZip(String name) throws IOException {
    return Files.move(zip(), directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  private static void move(Path from, Path to) throws IOException {
    for (Path path : children(from)) {
      Path target = to.resolve(path.getFileName());
      boolean directory = isDirectory(path);
      if (Files.exists(target, LinkOption.NOFOLLOW_LINKS) && directory != isDirectory(target)) {
        throw new FileAlreadyExistsException(target.toString());
      }
      if (directory && isDirectory(target)) {
        move(path, target);
      } else if (directory) {
        Files.move(path, target);
      } else {
        Files.move(path, target, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static boolean isDirectory(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static List<Path> children(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.sorted().toList();
    }
  }

  @Override
  public void close() throws IOException {
    DirectoryTree.delete(arriving);
  }
}
