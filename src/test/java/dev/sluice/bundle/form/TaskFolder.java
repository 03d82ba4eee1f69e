package dev.sluice.bundle.form;

import dev.sluice.bundle.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A task on disk that a test can damage. */
public final class TaskFolder {
  public static final String METADATA = "{\"name\": \"addition\", \"version\": \"1.0.0\"}";
  public static final String SCRIPT = "(function(input) { return {sum: input.a + input.b}; })";
  public static final String INPUT_SCHEMA =
      "{\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"number\"},"
          + " \"b\": {\"type\": \"number\"}}, \"required\": [\"a\", \"b\"]}";
  public static final String OUTPUT_SCHEMA = "{\"type\": \"object\", \"required\": [\"sum\"]}";

  private final Path directory;

  private TaskFolder(Path directory) {
    this.directory = directory;
  }

  /** A valid task. */
  public static TaskFolder addition(Path directory) {
    return new TaskFolder(directory)
        .with("metadata.json", METADATA)
        .with("main.js", SCRIPT)
        .with("input.schema.json", INPUT_SCHEMA)
        .with("output.schema.json", OUTPUT_SCHEMA)
        .with(
            "tests/add.json",
            "{\"input\": {\"a\": 1, \"b\": 2}, \"expected_output\": {\"sum\": 3}}");
  }

  public static TaskFolder empty(Path directory) {
    return new TaskFolder(directory);
  }

  /** Like {@link #addition}, with another name or version. */
  public static TaskFolder named(Path directory, String name, String version) {
    return addition(directory)
        .with("metadata.json", "{\"name\": \"" + name + "\", \"version\": \"" + version + "\"}");
  }

  public TaskFolder with(String file, String content) {
    return with(file, content.getBytes(StandardCharsets.UTF_8));
  }

  public TaskFolder with(String file, byte[] content) {
    try {
      Path path = directory.resolve(file);
      Files.createDirectories(path.resolveSibling("."));
      Files.write(path, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  public TaskFolder without(String file) {
    try {
      Files.delete(directory.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  public Path path() {
    return directory;
  }

  public Report read() {
    return new BundleReader().readDirectory(directory);
  }
}
