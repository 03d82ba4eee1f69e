package dev.sluice.source;

import dev.sluice.fields.FieldErrors;
import dev.sluice.wire.FieldError;
import java.util.List;

/** The settings of a source are wrong; each error names the setting. */
public final class InvalidSettingsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;
  private final transient List<FieldError> errors;

  InvalidSettingsException(List<FieldError> errors) {
    super(FieldErrors.text(errors));
    this.errors = List.copyOf(errors);
  }

  /** For a single setting. */
  public InvalidSettingsException(String field, String code, String message) {
    this(List.of(new FieldError(field, code, message)));
  }

  public List<FieldError> errors() {
    return errors;
  }
}
