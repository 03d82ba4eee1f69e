package dev.sluice.source.files;

import dev.sluice.source.BrokenTask;
import dev.sluice.wire.FieldError;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The paths below a directory that look like tasks: directories with metadata, and ZIPs. The scan
 * does not descend into a task, a hidden directory, or {@code node_modules}. It refuses a link that
 * leads out of the source, and follows one that stays inside to a task, not further.
 */
final class Candidates {
  private static final int DEEPEST = 32;

  private final Path root;
  private final RepositoryIndex index;
  private final Set<Path> tasks = new LinkedHashSet<>();
  private final Set<Path> unreadable = new LinkedHashSet<>();
  private final List<BrokenTask> broken = new ArrayList<>();

  private Candidates(Path root, RepositoryIndex index) {
    this.root = root;
    this.index = index;
  }

  /**
   * @param root a real path
   * @throws IOException if {@code root} cannot be read; other unreadable paths are {@link #broken}
   */
  static Candidates in(Path root, boolean recursive, RepositoryIndex index) throws IOException {
    Candidates candidates = new Candidates(root, index);
    if (isTask(root) || Files.isRegularFile(root)) {
      candidates.tasks.add(Path.of(""));
      return candidates;
    }
    candidates.list(root, recursive ? DEEPEST : 1);
    index.paths().stream().map(root::resolve).filter(Files::exists).forEach(candidates::indexed);
    return candidates;
  }

  /** Relative to the root; the empty path is the root itself. */
  Set<Path> tasks() {
    return tasks;
  }

  /** Paths that may hold tasks and cannot be read now; relative to the root. */
  Set<Path> unreadable() {
    return unreadable;
  }

  /** Refused and unreadable paths. */
  List<BrokenTask> broken() {
    return broken;
  }

  private static boolean isTask(Path directory) {
    return Files.exists(directory.resolve("metadata.json"), LinkOption.NOFOLLOW_LINKS)
        || Files.exists(directory.resolve("meta.yaml"), LinkOption.NOFOLLOW_LINKS);
  }

  private void list(Path directory, int levels) throws IOException {
    try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
      for (Path child : children) {
        String name = String.valueOf(child.getFileName());
        if (!name.startsWith(".") && !name.equals("node_modules")) {
          look(child, name, levels);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private void look(Path child, String name, int levels) {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(child, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (attributes.isSymbolicLink()) {
        link(child, name);
      } else if (attributes.isDirectory()) {
        directory(child, levels);
      } else if (attributes.isRegularFile() && name.endsWith(".zip")) {
        add(child);
      }
    } catch (NoSuchFileException e) {
      // Deleted since it was listed.
    } catch (IOException e) {
      unreadable(child);
    }
  }

  private void unreadable(Path path) {
    unreadable.add(root.relativize(path));
    refuse(path, "unreadable", "cannot be read");
  }

  private void directory(Path directory, int levels) throws IOException {
    if (isTask(directory)) {
      add(directory);
    } else if (levels > 1) {
      list(directory, levels - 1);
    }
  }

  private void link(Path link, String name) throws IOException {
    Path real;
    try {
      real = link.toRealPath();
    } catch (IOException e) {
      // A dangling link gives no sign that it was meant to be a task.
      return;
    }
    boolean task = Files.isDirectory(real) ? isTask(real) : name.endsWith(".zip");
    if (!real.startsWith(root)) {
      if (task || Files.isDirectory(real)) {
        refuse(link, "outside_source", "is a link that leads out of the source");
      }
    } else if (task) {
      add(link);
    }
  }

  private void indexed(Path path) {
    try {
      if (path.toRealPath().startsWith(root)) {
        add(path);
      } else {
        refuse(path, "outside_source", "is a link that leads out of the source");
      }
    } catch (IOException e) {
      unreadable(path);
    }
  }

  private void add(Path path) {
    Path relative = root.relativize(path);
    if (index.counts(relative)) {
      tasks.add(relative);
    }
  }

  private void refuse(Path path, String code, String message) {
    Path relative = root.relativize(path);
    if (index.counts(relative)) {
      List<FieldError> errors = List.of(new FieldError("task", code, message));
      broken.add(new BrokenTask(TaskTree.location(relative), errors));
    }
  }
}
