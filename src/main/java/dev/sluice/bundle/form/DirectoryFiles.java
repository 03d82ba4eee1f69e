package dev.sluice.bundle.form;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of a task in a directory. Follows links, but not out of the task's source. */
final class DirectoryFiles implements TaskFiles {
  private final Path directory;
  private final Path boundary;
  private final int mostTests;

  /**
   * @param boundary the directory that no link may leave: the task's own or one above it
   */
  DirectoryFiles(Path directory, Path boundary, int mostTests) throws IOException {
    this.directory = directory;
    this.boundary = boundary.toRealPath();
    this.mostTests = mostTests;
  }

  @Override
  public boolean has(String name) {
    return Files.exists(directory.resolve(name), LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public byte[] read(String name, long limit) throws IOException {
    Path file = inside(directory.resolve(name));
    if (!Files.isRegularFile(file)) {
      throw new RefusedFileException("not_a_file", "is not a plain file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(Math.toIntExact(limit + 1));
      if (bytes.length > limit) {
        throw new RefusedFileException("too_large", "may have " + limit + " bytes, has more");
      }
      return bytes;
    }
  }

  @Override
  public List<String> tests() throws IOException {
    if (!has("tests")) {
      return List.of();
    }
    Path tests = inside(directory.resolve("tests"));
    if (!Files.isDirectory(tests)) {
      throw new RefusedFileException("not_a_directory", "must be a directory");
    }
    try (Stream<Path> files = Files.list(tests)) {
      List<String> names =
          files
              .map(file -> String.valueOf(file.getFileName()))
              .filter(name -> name.endsWith(".json"))
              .limit(mostTests + 1L)
              .sorted()
              .toList();
      if (names.size() > mostTests) {
        throw new RefusedFileException("too_many", "may be " + mostTests + " files, are more");
      }
      return names.stream().map(name -> "tests/" + name).toList();
    }
  }

  private Path inside(Path file) throws IOException {
    Path real;
    try {
      real = file.toRealPath();
    } catch (NoSuchFileException e) {
      if (Files.isSymbolicLink(file)) {
        throw new RefusedFileException("broken_link", "is a link to a missing file");
      }
      throw e;
    }
    if (!real.startsWith(boundary)) {
      throw new RefusedFileException("outside_source", "is a link that leads out of the source");
    }
    return real;
  }
}
