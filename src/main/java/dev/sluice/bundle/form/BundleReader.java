package dev.sluice.bundle.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bundle.BundleLimits;
import dev.sluice.bundle.Findings;
import dev.sluice.bundle.Report;
import dev.sluice.bundle.StrictJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads a task from a directory, a ZIP or a definition and reports all of its errors at once. It
 * does not parse the script, which takes a JavaScript engine.
 */
public final class BundleReader {
  private final BundleLimits limits;
  private final boolean checksSchemas;

  private BundleReader(BundleLimits limits, boolean checksSchemas) {
    this.limits = limits;
    this.checksSchemas = checksSchemas;
  }

  public BundleReader(BundleLimits limits) {
    this(limits, true);
  }

  public BundleReader() {
    this(BundleLimits.DEFAULT);
  }

  /**
   * A reader of name, version and digest alone. It skips schemas and tests, which take most of the
   * time.
   */
  public BundleReader identifying() {
    return new BundleReader(limits, false);
  }

  /** A task that is a directory; no link may lead out of it. */
  public Report readDirectory(Path directory) {
    return readDirectory(directory, directory, null);
  }

  /**
   * A task that is a directory of a source.
   *
   * @param source the directory that no link may leave
   * @param index metadata from the source's index, for fields that the task's own metadata omits
   */
  public Report readDirectory(Path directory, Path source, @Nullable ObjectNode index) {
    Findings findings = new Findings();
    try {
      if (!Files.isDirectory(directory)) {
        findings.error("task", "not_a_directory", "must be a directory");
        return new Report(null, findings.errors(), findings.warnings());
      }
      DirectoryFiles files = new DirectoryFiles(directory, source, limits.files());
      return new FilesReader(files, limits, findings).read(index, checksSchemas);
    } catch (IOException e) {
      findings.error("task", "unreadable", "cannot be read");
      return new Report(null, findings.errors(), findings.warnings());
    }
  }

  /** A task that is a ZIP, its files at the root or under one folder. */
  public Report readZip(Path zip) {
    return readZip(zip, null);
  }

  /**
   * As {@link #readZip(Path)}, of a source that has an index.
   *
   * @param index metadata from the source's index, for fields that the task's own metadata omits
   */
  public Report readZip(Path zip, @Nullable ObjectNode index) {
    Findings findings = new Findings();
    try {
      if (!Files.isRegularFile(zip)) {
        // Opening a named pipe would wait for a writer.
        throw new RefusedFileException("not_a_file", "is not a plain file");
      }
      if (Files.size(zip) > limits.zip()) {
        throw new RefusedFileException(
            "too_large", "may have " + limits.zip() + " bytes, has more");
      }
      try (ZipFiles files = new ZipFiles(zip, limits)) {
        return new FilesReader(files, limits, findings).read(index, checksSchemas);
      }
    } catch (RefusedFileException e) {
      findings.error("zip", e.code(), "the ZIP " + e.getMessage());
    } catch (IOException e) {
      findings.error("zip", "unreadable", "the ZIP cannot be read");
    }
    return new Report(null, findings.errors(), findings.warnings());
  }

  /**
   * As {@link #readZip(Path)}; what comes is kept in a temporary file meanwhile.
   *
   * @throws IOException if {@code in} cannot be read, or the disk takes no more
   */
  public Report readZip(InputStream in) throws IOException {
    Path file = Files.createTempFile("sluice-task-", ".zip");
    try {
      try (OutputStream out = Files.newOutputStream(file)) {
        // One byte over the limit is enough to be refused for.
        out.write(in.readNBytes(Math.toIntExact(limits.zip() + 1)));
      }
      return readZip(file);
    } finally {
      Files.delete(file);
    }
  }

  /**
   * As {@link #readZip(InputStream)}, from memory.
   *
   * @throws UncheckedIOException if the disk has no room for the temporary file
   */
  public Report readZip(byte[] zip) {
    try {
      return readZip(new ByteArrayInputStream(zip));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A task as an HTTP registry has it: {@code {metadata, script, input_schema, output_schema,
   * digest}}.
   */
  public Report readDefinition(JsonNode definition) {
    Findings findings = new Findings();
    return new DefinitionReader(limits, findings, checksSchemas).read(definition);
  }

  /** As {@link #readDefinition(JsonNode)}, not yet parsed. */
  public Report readDefinition(byte[] definition) {
    Findings findings = new Findings();
    JsonNode json = StrictJson.parse(definition, "definition", findings);
    return json == null
        ? new Report(null, findings.errors(), findings.warnings())
        : new DefinitionReader(limits, findings, checksSchemas).read(json);
  }
}
