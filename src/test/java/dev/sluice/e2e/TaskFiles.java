package dev.sluice.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes tasks into a directory. */
final class TaskFiles {
  private TaskFiles() {}

  /** Writes or replaces a task in a directory of its own below {@code tasks}. */
  static void write(Path tasks, String name, String version, String script) {
    try {
      Path task = Files.createDirectories(tasks.resolve(name));
      Files.writeString(task.resolve("main.js"), script);
      Files.writeString(
          task.resolve("metadata.json"),
          "{\"name\": \"" + name + "\", \"version\": \"" + version + "\"}");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path directory(Path directory) {
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A script that returns a word. */
  static String returning(String word) {
    return "(function(input) { return {word: '" + word + "'}; })";
  }
}
