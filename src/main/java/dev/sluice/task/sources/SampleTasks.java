package dev.sluice.task.sources;

import dev.sluice.bundle.form.BundleReader;
import dev.sluice.files.AtomicFile;
import dev.sluice.task.ScriptChecker;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The sample tasks that come with Sluice, as resources below {@code sample-tasks}. */
@Singleton
final class SampleTasks {
  private static final Logger LOG = Logger.getLogger(SampleTasks.class);
  private static final String RESOURCE = "sample-tasks";

  private final ScriptChecker scripts;

  SampleTasks(ScriptChecker scripts) {
    this.scripts = scripts;
  }

  /**
   * Returns a directory with the samples: the resources themselves where they are files, otherwise
   * a fresh copy below {@code directory}. Empty if the copy fails; nothing else depends on it.
   */
  Optional<Path> unpack(Path directory) {
    URL resource = Thread.currentThread().getContextClassLoader().getResource(RESOURCE);
    if (resource == null) {
      return Optional.empty();
    }
    try {
      URI uri = resource.toURI();
      return switch (uri.getScheme()) {
        case "file" -> Optional.of(Path.of(uri));
        case "jar" -> Optional.of(vouchFor(copy(uri, directory.resolve("samples"))));
        default -> Optional.empty();
      };
    } catch (IOException | UncheckedIOException | URISyntaxException e) {
      LOG.warnf("the sample tasks cannot be unpacked: %s", e);
      return Optional.empty();
    }
  }

  /**
   * The build of the jar ran these scripts; another check would start a task host with every new
   * server. An edited copy is another script and is checked.
   */
  private Path vouchFor(Path samples) throws IOException {
    BundleReader reader = new BundleReader();
    try (Stream<Path> tasks = Files.list(samples)) {
      tasks
          .map(task -> reader.readDirectory(task).bundle())
          .filter(Objects::nonNull)
          .forEach(task -> scripts.vouchFor(task.digest()));
    }
    return samples;
  }

  /** Leaves correct files untouched: two servers may share the directory. */
  private static Path copy(URI resource, Path target) throws IOException {
    String[] parts = resource.toString().split("!", 2);
    try (FileSystem jar = FileSystems.newFileSystem(URI.create(parts[0]), Map.of())) {
      Path root = jar.getPath("/" + RESOURCE);
      for (Path file : files(root)) {
        put(file, target.resolve(root.relativize(file).toString()));
      }
      for (Path file : files(target)) {
        if (!Files.exists(root.resolve(target.relativize(file).toString()))) {
          Files.deleteIfExists(file);
        }
      }
    }
    return target;
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  private static void put(Path from, Path to) throws IOException {
    byte[] content = Files.readAllBytes(from);
    if (Files.isRegularFile(to) && Arrays.equals(Files.readAllBytes(to), content)) {
      return;
    }
    AtomicFile.write(to, content);
  }
}
