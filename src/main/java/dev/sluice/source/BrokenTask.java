package dev.sluice.source;

import dev.sluice.wire.FieldError;
import java.util.List;

/**
 * Something in a source that looks like a task and cannot be used.
 *
 * @param location where in the source
 * @param errors at least one
 */
public record BrokenTask(String location, List<FieldError> errors) {
  public BrokenTask {
    errors = List.copyOf(errors);
  }
}
