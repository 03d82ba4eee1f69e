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
 * does not parse the script, because that needs a JavaScript engine.
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
   * A reader of name, version and digest only. It skips schemas and tests, which take most of the
   * time.
   */
  public BundleReader identifying() {
    return new BundleReader(limits, false);
  }

  /** Reads a task from a directory; no link may lead out of it. */
  public Report readDirectory(Path directory) {
    return readDirectory(directory, directory, null);
  }

  /**
   * Reads a task from a directory that belongs to a source.
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
      return new FilesReader(files, limits, findings).read(index, null, checksSchemas);
    } catch (IOException e) {
      findings.error("task", "unreadable", "cannot be read");
      return new Report(null, findings.errors(), findings.warnings());
    }
  }

  /**
   * Reads a task from a ZIP with its files at the root or under one folder. A task without a name
   * gets that of the file.
   */
  public Report readZip(Path zip) {
    return readZip(zip, null);
  }

  /**
   * Like {@link #readZip(Path)}, for a source that has an index.
   *
   * @param index metadata from the source's index, for fields that the task's own metadata omits
   */
  public Report readZip(Path zip, @Nullable ObjectNode index) {
    String name = String.valueOf(zip.getFileName());
    return readZip(zip, index, name.replaceFirst("(?i)\\.zip$", ""));
  }

  private Report readZip(Path zip, @Nullable ObjectNode index, @Nullable String name) {
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
        return new FilesReader(files, limits, findings).read(index, name, checksSchemas);
      }
    } catch (RefusedFileException e) {
      findings.error("zip", e.code(), "the ZIP " + e.getMessage());
    } catch (IOException e) {
      findings.error("zip", "unreadable", "the ZIP cannot be read");
    }
    return new Report(null, findings.errors(), findings.warnings());
  }

  /**
   * Like {@link #readZip(Path)}, for a task that has a name; buffers the stream in a temporary
   * file.
   *
   * @throws IOException if {@code in} cannot be read or the disk is full
   */
  public Report readZip(InputStream in) throws IOException {
    Path file = Files.createTempFile("sluice-task-", ".zip");
    try {
      try (OutputStream out = Files.newOutputStream(file)) {
        // One byte past the limit is enough to refuse the ZIP.
        out.write(in.readNBytes(Math.toIntExact(limits.zip() + 1)));
      }
      return readZip(file, null, null);
    } finally {
      Files.delete(file);
    }
  }

  /**
   * Like {@link #readZip(InputStream)}, from memory.
   *
   * @throws UncheckedIOException if the temporary file cannot be written
   */
  public Report readZip(byte[] zip) {
    try {
      return readZip(new ByteArrayInputStream(zip));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a task from the definition that an HTTP registry returns: {@code {metadata, script,
   * input_schema, output_schema, digest}}.
   */
  public Report readDefinition(byte[] definition) {
    Findings findings = new Findings();
    JsonNode json = StrictJson.parse(definition, "definition", findings);
    return json == null
        ? new Report(null, findings.errors(), findings.warnings())
        : new DefinitionReader(limits, findings, checksSchemas).read(json);
  }
}
