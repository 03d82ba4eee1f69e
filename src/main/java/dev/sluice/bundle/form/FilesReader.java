package dev.sluice.bundle.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bundle.BundleLimits;
import dev.sluice.bundle.Findings;
import dev.sluice.bundle.Report;
import dev.sluice.bundle.StrictJson;
import dev.sluice.bundle.TaskTest;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a task from its files, in a directory or a ZIP. */
final class FilesReader {
  static final String METADATA = "metadata.json";
  static final String SCRIPT = "main.js";
  static final String INPUT_SCHEMA = "input.schema.json";
  static final String OUTPUT_SCHEMA = "output.schema.json";

  private final TaskFiles files;
  private final BundleLimits limits;
  private final Findings findings;

  FilesReader(TaskFiles files, BundleLimits limits, Findings findings) {
    this.files = files;
    this.limits = limits;
    this.findings = findings;
  }

  /**
   * @param index values for fields that the task's own metadata omits
   * @param fileName the name that a task without one gets; null if its name is required
   * @param full whether to check schemas and to read tests
   */
  Report read(@Nullable ObjectNode index, @Nullable String fileName, boolean full)
      throws IOException {
    Assembly task = new Assembly(findings);
    if (!files.has(METADATA) && files.has(LegacyTask.METADATA)) {
      new LegacyTask(this, findings).into(task);
    } else {
      task.metadata = object("metadata", METADATA);
      task.script = script(SCRIPT);
      task.inputSchema = optionalJson("input_schema", INPUT_SCHEMA);
      task.outputSchema = optionalJson("output_schema", OUTPUT_SCHEMA);
    }
    if (task.metadata != null && index != null) {
      task.metadata = merged(task.metadata, index);
    }
    if (task.metadata != null && fileName != null && !task.metadata.hasNonNull("name")) {
      task.metadata = task.metadata.deepCopy().put("name", fileName);
      findings.warning(
          "metadata.name", "missing", "is missing; the name of the file counts: " + fileName);
    }
    task.tests = full ? tests() : List.of();
    return task.report(full);
  }

  private static ObjectNode merged(ObjectNode own, ObjectNode index) {
    ObjectNode merged = index.deepCopy();
    // The location of a task is not part of its metadata, so it must not affect the digest.
    merged.remove("path");
    own.properties()
        .forEach(
            field -> {
              if (!field.getValue().isNull() || !merged.has(field.getKey())) {
                merged.set(field.getKey(), field.getValue());
              }
            });
    return merged;
  }

  @Nullable String script(String name) throws IOException {
    byte[] bytes = required("script", name, limits.script());
    if (bytes == null) {
      return null;
    }
    String script = StrictJson.decode(bytes);
    if (script == null) {
      findings.error("script", "not_utf8", name + " is not UTF-8");
    }
    return script;
  }

  byte @Nullable [] required(String field, String name, long limit) throws IOException {
    byte[] bytes = optional(field, name, limit);
    if (bytes == null && !files.has(name)) {
      findings.error(field, "missing_file", name + " is missing");
    }
    return bytes;
  }

  /** Returns null if the file is absent or an error was reported. */
  byte @Nullable [] optional(String field, String name, long limit) throws IOException {
    if (!files.has(name)) {
      return null;
    }
    try {
      return files.read(name, limit);
    } catch (RefusedFileException e) {
      findings.error(field, e.code(), name + " " + e.getMessage());
    } catch (NoSuchFileException e) {
      findings.error(field, "missing_file", name + " is missing");
    }
    return null;
  }

  long jsonLimit() {
    return limits.json();
  }

  private @Nullable ObjectNode object(String field, String name) throws IOException {
    byte[] bytes = required(field, name, limits.json());
    return bytes == null ? null : StrictJson.parseObject(bytes, field, findings);
  }

  @Nullable JsonNode optionalJson(String field, String name) throws IOException {
    byte[] bytes = optional(field, name, limits.json());
    return bytes == null ? null : StrictJson.parse(bytes, field, findings);
  }

  /** Reports an unreadable test as a warning only: the task can run without its tests. */
  private List<TaskTest> tests() throws IOException {
    Findings wrong = new Findings();
    List<TaskTest> tests = new ArrayList<>();
    FilesReader reader = new FilesReader(files, limits, wrong);
    try {
      for (String file : files.tests()) {
        TaskTest test = reader.test(file);
        if (test != null) {
          tests.add(test);
        }
      }
    } catch (RefusedFileException e) {
      wrong.error("tests", e.code(), "tests " + e.getMessage());
    }
    wrong.errors().forEach(e -> findings.warning(e.field(), e.code(), e.message()));
    return tests;
  }

  private @Nullable TaskTest test(String file) throws IOException {
    String name = file.substring("tests/".length(), file.length() - ".json".length());
    String field = "tests." + name;
    byte[] bytes = optional(field, file, limits.json());
    ObjectNode json = bytes == null ? null : StrictJson.parseObject(bytes, field, findings);
    if (json == null) {
      return null;
    }
    return TestReader.read(name, json, findings.fieldErrors());
  }
}
