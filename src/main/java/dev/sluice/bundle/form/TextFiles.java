package dev.sluice.bundle.form;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bundle.BundleLimits;
import dev.sluice.bundle.Findings;
import dev.sluice.bundle.StrictJson;
import dev.sluice.wire.FieldError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads files that lie beside tasks, as strictly as the files of a task. */
public final class TextFiles {
  private TextFiles() {}

  /**
   * Reads a file that holds one JSON object.
   *
   * @param boundary the directory that no link may leave
   * @param errors receives the errors; their fields begin with the name of the file
   * @return null if there are errors
   */
  public static @Nullable ObjectNode json(Path file, Path boundary, List<FieldError> errors)
      throws IOException {
    return read(file, boundary, StrictJson::parseObject, errors);
  }

  /** Like {@link #json}, for a YAML map. */
  public static @Nullable ObjectNode yaml(Path file, Path boundary, List<FieldError> errors)
      throws IOException {
    return read(file, boundary, Yaml::object, errors);
  }

  /** Makes an object of the bytes; the string is the name of the file in the findings. */
  private interface Parser {
    @Nullable ObjectNode parse(byte[] bytes, String name, Findings findings);
  }

  private static @Nullable ObjectNode read(
      Path file, Path boundary, Parser parser, List<FieldError> errors) throws IOException {
    Findings findings = new Findings();
    byte[] bytes = read(file, boundary, findings);
    ObjectNode read = bytes == null ? null : parser.parse(bytes, nameOf(file), findings);
    errors.addAll(findings.errors());
    return read;
  }

  private static byte @Nullable [] read(Path file, Path boundary, Findings findings)
      throws IOException {
    try {
      // An index of many tasks may be larger than a file of one task.
      return new DirectoryFiles(file.resolveSibling("."), boundary, 0)
          .read(nameOf(file), BundleLimits.DEFAULT.inflated());
    } catch (RefusedFileException e) {
      findings.error(nameOf(file), e.code(), String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static String nameOf(Path file) {
    return String.valueOf(file.getFileName());
  }
}
