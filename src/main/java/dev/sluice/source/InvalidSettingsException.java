package dev.sluice.source;

import dev.sluice.wire.FieldError;
import java.util.List;
import java.util.stream.Collectors;

/** A source that is configured wrongly; each error names the setting. */
public final class InvalidSettingsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;
  private final transient List<FieldError> errors;

  public InvalidSettingsException(String source, List<FieldError> errors) {
    super("source " + source + ": " + text(errors));
    this.errors = List.copyOf(errors);
  }

  /** For people, as {@code type must be one of filesystem, git, http}. */
  public static String text(List<FieldError> errors) {
    return errors.stream()
        .map(error -> error.field() + " " + error.message())
        .collect(Collectors.joining("; "));
  }

  public List<FieldError> errors() {
    return errors;
  }
}
