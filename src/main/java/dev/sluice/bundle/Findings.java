package dev.sluice.bundle;

import dev.sluice.fields.FieldErrors;
import dev.sluice.wire.FieldError;
import java.util.List;

/** Collects the errors and warnings of a task, so that one report lists all of them. */
public final class Findings {
  /** The greatest number of errors in a report, and of warnings. */
  private static final int LIMIT = 100;

  private final FieldErrors errors = new FieldErrors(LIMIT);
  private final FieldErrors warnings = new FieldErrors(LIMIT);

  public void error(String field, String code, String message) {
    errors.add(field, code, message);
  }

  public void warning(String field, String code, String message) {
    warnings.add(field, code, message);
  }

  /** Collects errors as {@link #error} does. */
  public FieldErrors fieldErrors() {
    return errors;
  }

  public boolean hasErrors() {
    return !errors.isEmpty();
  }

  public List<FieldError> errors() {
    return errors.list();
  }

  public List<FieldError> warnings() {
    return warnings.list();
  }
}
