package dev.sluice.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Deletes a directory with all that it contains, and nothing outside of it. */
public final class DirectoryTree {
  private DirectoryTree() {}

  /**
   * Deletes {@code path} and everything below it. Deletes symbolic links without following them and
   * makes read-only directories writable first. Does nothing if {@code path} is absent.
   */
  public static void delete(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      for (Path child : children(path)) {
        delete(child);
      }
    }
    Files.deleteIfExists(path);
  }

  private static List<Path> children(Path directory) throws IOException {
    if (!Files.isWritable(directory) || !Files.isExecutable(directory)) {
      makeAccessible(directory);
    }
    try {
      return list(directory);
    } catch (AccessDeniedException unreadable) {
      makeAccessible(directory);
      return list(directory);
    }
  }

  private static void makeAccessible(Path directory) throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
  }

  private static List<Path> list(Path directory) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      entries.forEach(found::add);
    } catch (NoSuchFileException gone) {
      return List.of();
    }
    return found;
  }
}
