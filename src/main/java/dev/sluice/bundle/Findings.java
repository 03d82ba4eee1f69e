package dev.sluice.bundle;

import dev.sluice.wire.FieldError;
import java.util.ArrayList;
import java.util.List;

/** Gathers what is wrong with a task, so that its author hears of everything at once. */
public final class Findings {
  /** A file can hold more mistakes than anybody will read. */
  private static final int MOST = 100;

  private final List<FieldError> errors = new ArrayList<>();
  private final List<FieldError> warnings = new ArrayList<>();

  public void error(String field, String code, String message) {
    add(errors, new FieldError(field, code, message));
  }

  public void warning(String field, String code, String message) {
    add(warnings, new FieldError(field, code, message));
  }

  private static void add(List<FieldError> to, FieldError finding) {
    if (to.size() < MOST) {
      to.add(finding);
    }
  }

  public boolean hasErrors() {
    return !errors.isEmpty();
  }

  public List<FieldError> errors() {
    return errors;
  }

  public List<FieldError> warnings() {
    return warnings;
  }
}
