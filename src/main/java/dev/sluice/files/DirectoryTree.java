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
  private static final int NAMED = 5;

  private final Deletion deletion;
  private final List<IOException> failures = new ArrayList<>();

  private DirectoryTree(Deletion deletion) {
    this.deletion = deletion;
  }

  /** Deletes one file or empty directory. */
  @FunctionalInterface
  interface Deletion {
    void delete(Path path) throws IOException;
  }

  /**
   * Deletes {@code path} and everything below it. Deletes symbolic links without following them and
   * makes read-only directories writable first. Does nothing if {@code path} is absent.
   *
   * @throws IOException when something could not be deleted; the rest is deleted all the same. The
   *     message names the first few that are left and why, the suppressed exceptions all
   */
  public static void delete(Path path) throws IOException {
    delete(path, Files::deleteIfExists);
  }

  static void delete(Path path, Deletion deletion) throws IOException {
    DirectoryTree tree = new DirectoryTree(deletion);
    tree.deleteAll(path);
    tree.tellFailures(path);
  }

  /** Returns whether nothing of it is left. */
  private boolean deleteAll(Path path) {
    try {
      boolean empty = true;
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        for (Path child : children(path)) {
          empty &= deleteAll(child);
        }
      }
      if (empty) {
        deletion.delete(path);
      }
      return empty;
    } catch (IOException e) {
      failures.add(e);
      return false;
    }
  }

  private void tellFailures(Path path) throws IOException {
    if (failures.isEmpty()) {
      return;
    }
    List<String> named = failures.stream().limit(NAMED).map(Throwable::toString).toList();
    int more = failures.size() - named.size();
    IOException all =
        new IOException(
            "cannot delete all of %s: %s%s"
                .formatted(
                    path, String.join(", ", named), more == 0 ? "" : " and " + more + " more"));
    failures.forEach(all::addSuppressed);
    throw all;
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
