package dev.sluice.source.files;

import dev.sluice.bundle.Zips;
import dev.sluice.bundle.form.TaskFolder;
import dev.sluice.source.PassingTime;
import dev.sluice.source.Sources;
import dev.sluice.source.TaskSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** A directory of tasks that a test fills, and a filesystem source of it. */
abstract class TaskDirectory {
  final PassingTime time = new PassingTime();
  @TempDir Path root;

  TaskSource source(String... changed) {
    Map<String, String> values = new HashMap<>(Map.of("path", root.toString()));
    for (int i = 0; i < changed.length; i += 2) {
      values.put(changed[i], changed[i + 1]);
    }
    return Sources.open("filesystem", values, Sources.context(time, time, root.resolve(".cache")));
  }

  /** Gives all files times that are an hour old. */
  void settled() {
    writtenAt(time.instant().minus(Duration.ofHours(1)));
  }

  void writtenAt(Instant when) {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        // A nanosecond tells it apart from an earlier write, as on a real disk.
        Files.setLastModifiedTime(file, FileTime.from(when.plusNanos(Files.size(file))));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] zip(String name, String version) throws IOException {
    Path folder = Files.createTempDirectory(root, ".zip");
    return Zips.of(TaskFolder.named(folder, name, version).path(), "").bytes();
  }
}
