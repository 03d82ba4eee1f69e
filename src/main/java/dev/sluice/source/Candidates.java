package dev.sluice.source;

import dev.sluice.wire.FieldError;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What looks like a task below a directory: directories with metadata, and ZIPs. Nothing below a
 * task is looked at, nor what is hidden, nor {@code node_modules}. A link that leads out of the
 * source is refused; one that stays inside is followed to a task, not further.
 */
final class Candidates {
  private static final int DEEPEST = 32;

  private final Path root;
  private final RepositoryIndex index;
  private final Consumer<BrokenTask> broken;
  private final Set<Path> found = new LinkedHashSet<>();

  private Candidates(Path root, RepositoryIndex index, Consumer<BrokenTask> broken) {
    this.root = root;
    this.index = index;
    this.broken = broken;
  }

  /**
   * Relative to {@code root}; the empty path is {@code root} itself.
   *
   * @param root a real path
   * @throws IOException if {@code root} cannot be read; of others {@code broken} is told
   */
  static Set<Path> in(
      Path root, boolean recursive, RepositoryIndex index, Consumer<BrokenTask> broken)
      throws IOException {
    Candidates candidates = new Candidates(root, index, broken);
    if (isTask(root) || Files.isRegularFile(root)) {
      candidates.found.add(Path.of(""));
      return candidates.found;
    }
    candidates.list(root, recursive ? DEEPEST : 1);
    index.paths().stream().map(root::resolve).filter(Files::exists).forEach(candidates::indexed);
    return candidates.found;
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
      refuse(child, "unreadable", "cannot be read");
    }
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
      // Of a link that leads nowhere one cannot say that it was meant to be a task.
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
      refuse(path, "unreadable", "cannot be read");
    }
  }

  private void add(Path path) {
    Path relative = root.relativize(path);
    if (index.counts(relative)) {
      found.add(relative);
    }
  }

  private void refuse(Path path, String code, String message) {
    Path relative = root.relativize(path);
    if (index.counts(relative)) {
      List<FieldError> errors = List.of(new FieldError("task", code, message));
      broken.accept(new BrokenTask(TaskTree.location(relative), errors));
    }
  }
}
