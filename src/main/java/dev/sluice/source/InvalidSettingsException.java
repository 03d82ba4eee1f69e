package dev.sluice.source;

import dev.sluice.wire.FieldError;
import java.util.List;

/** A source that is configured wrongly; each error names the setting. */
public final class InvalidSettingsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;
  private final transient List<FieldError> errors;

  InvalidSettingsException(String source, List<FieldError> errors) {
    super("source " + source + ": " + errors);
    this.errors = List.copyOf(errors);
  }

  public List<FieldError> errors() {
    return errors;
  }
}
