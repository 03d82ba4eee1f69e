package dev.sluice.bundle.schema;

import dev.sluice.wire.FieldError;
import java.util.List;

/** A JSON Schema is invalid; the errors name its fields. */
public final class InvalidSchemaException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;
  private final transient List<FieldError> errors;

  InvalidSchemaException(List<FieldError> errors) {
    super("the schema cannot be used: " + errors);
    this.errors = List.copyOf(errors);
  }

  public List<FieldError> errors() {
    return errors;
  }
}
