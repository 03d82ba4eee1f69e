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

/** Files beside tasks, read as strictly as those of a task. */
public final class TextFiles {
  private TextFiles() {}

  /**
   * A file that is one object of JSON.
   *
   * @param boundary what no link may lead out of
   * @param errors what is wrong with it; names the file
   * @return null if it cannot be used
   */
  public static @Nullable ObjectNode json(Path file, Path boundary, List<FieldError> errors)
      throws IOException {
    Findings findings = new Findings();
    byte[] bytes = read(file, boundary, findings);
    ObjectNode read = bytes == null ? null : StrictJson.parseObject(bytes, nameOf(file), findings);
    errors.addAll(findings.errors());
    return read;
  }

  /** As {@link #json}, a map of YAML. */
  public static @Nullable ObjectNode yaml(Path file, Path boundary, List<FieldError> errors)
      throws IOException {
    Findings findings = new Findings();
    byte[] bytes = read(file, boundary, findings);
    ObjectNode read = bytes == null ? null : Yaml.object(bytes, nameOf(file), findings);
    errors.addAll(findings.errors());
    return read;
  }

  private static byte @Nullable [] read(Path file, Path boundary, Findings findings)
      throws IOException {
    try {
      // An index of many tasks may be larger than one of them.
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
