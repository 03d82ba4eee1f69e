package dev.sluice.fields;

import dev.sluice.wire.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Collects errors, so that the author of the input gets all of them in one answer. */
public final class FieldErrors {
  private final int limit;
  private final List<FieldError> errors = new ArrayList<>();

  public FieldErrors() {
    this(Integer.MAX_VALUE);
  }

  /**
   * @param limit number of errors to keep; later ones are dropped
   */
  public FieldErrors(int limit) {
    this.limit = limit;
  }

  public void add(String field, String code, String message) {
    if (errors.size() < limit) {
      errors.add(new FieldError(field, code, message));
    }
  }

  /** Whether an error of exactly this field is known. */
  boolean has(String field) {
    return errors.stream().anyMatch(error -> error.field().equals(field));
  }

  public boolean isEmpty() {
    return errors.isEmpty();
  }

  public List<FieldError> list() {
    return List.copyOf(errors);
  }

  /** All errors in one line, as {@code type must be one of filesystem, git, http; …}. */
  public static String text(List<FieldError> errors) {
    return errors.stream()
        .map(error -> error.field() + " " + error.message())
        .collect(Collectors.joining("; "));
  }
}
