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
 * @param script also of a task with errors elsewhere; null if it cannot be read or is empty
 */
public record Report(
    @Nullable TaskBundle bundle,
    List<FieldError> errors,
    List<FieldError> warnings,
    @Nullable String script) {

  /** A report on a task whose script is unknown unless the report has a bundle. */
  public Report(@Nullable TaskBundle bundle, List<FieldError> errors, List<FieldError> warnings) {
    this(bundle, errors, warnings, bundle == null ? null : bundle.script());
  }

  public Report {
    errors = List.copyOf(errors);
    warnings = List.copyOf(warnings);
  }

  public boolean valid() {
    return bundle != null;
  }
}
