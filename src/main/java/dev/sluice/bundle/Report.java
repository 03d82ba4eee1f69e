package dev.sluice.bundle;

import dev.sluice.wire.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of reading a task. Field names are the same for a directory, a ZIP and a definition:
 * {@code metadata.version}, {@code script}, {@code input_schema.properties.a}, {@code tests.add}.
 *
 * @param bundle null if there are errors
 * @param errors reasons why the task cannot be used
 * @param warnings defects that do not prevent its use
 */
public record Report(
    @Nullable TaskBundle bundle, List<FieldError> errors, List<FieldError> warnings) {

  public Report {
    errors = List.copyOf(errors);
    warnings = List.copyOf(warnings);
  }

  public boolean valid() {
    return bundle != null;
  }
}
