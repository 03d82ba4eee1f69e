package dev.sluice.source.files;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Names, times, sizes and inodes of the files beside a task's metadata. While they are the same,
 * the files are unchanged.
 *
 * @param hash of names, times, sizes and inodes
 * @param newest time of the last change to a file, in nanoseconds since 1970
 */
record Signature(long hash, long newest) {
  private static final long PRIME = 0x100000001b3L;

  /**
   * @param task a directory or a ZIP
   * @param index hash of the index entry, on which the task depends too
   */
  static Signature of(Path task, int index) throws IOException {
    BasicFileAttributes own = Files.readAttributes(task, BasicFileAttributes.class);
    Mix mix = new Mix();
    mix.add(index);
    if (own.isDirectory()) {
      // A sum, because the file system lists names in any order.
      long sum = 0;
      try (DirectoryStream<Path> files = Files.newDirectoryStream(task)) {
        for (Path file : files) {
          sum += of(file, mix);
        }
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
      mix.add(sum);
      mix.add(Objects.hashCode(own.fileKey()));
    } else {
      mix.add(of(task, mix));
    }
    return new Signature(mix.hash, mix.newest);
  }

  private static long of(Path file, Mix newest) throws IOException {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(file, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      // A dangling link, or a file deleted since it was listed; the next look decides.
      return file.hashCode();
    }
    if (attributes.isDirectory()) {
      return file.hashCode();
    }
    long modified = attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    newest.newest = Math.max(newest.newest, modified);
    Mix mix = new Mix();
    mix.add(file.hashCode());
    mix.add(modified);
    mix.add(attributes.size());
    mix.add(Objects.hashCode(attributes.fileKey()));
    return mix.hash;
  }

  /** FNV-1a over longs, with the last step of MurmurHash so that sums do not cancel out. */
  private static final class Mix {
    private long hash = 0xcbf29ce484222325L;
    private long newest;

    void add(long value) {
      hash = (hash ^ value) * PRIME;
      hash ^= hash >>> 33;
      hash *= 0xff51afd7ed558ccdL;
      hash ^= hash >>> 33;
    }
  }
}
