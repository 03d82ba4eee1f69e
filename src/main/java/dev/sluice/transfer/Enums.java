package dev.sluice.transfer;

import dev.sluice.fields.JsonFields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads fields that hold the name of a constant. */
final class Enums {
  private Enums() {}

  /**
   * @param otherwise returned beside the error for a field that is missing or wrong
   */
  static <E extends Enum<E>> E required(
      JsonFields fields, String field, Class<E> type, E otherwise) {
    E value = optional(fields, field, type);
    if (value == null) {
      fields.rejectUnlessRejected(field, "required", expected(type));
    }
    return value == null ? otherwise : value;
  }

  static <E extends Enum<E>> @Nullable E optional(JsonFields fields, String field, Class<E> type) {
    String name = fields.string(field, 64);
    if (name == null) {
      return null;
    }
    for (E value : type.getEnumConstants()) {
      if (value.name().equals(name)) {
        return value;
      }
    }
    fields.reject(field, "unknown_" + field, expected(type));
    return null;
  }

  private static <E extends Enum<E>> String expected(Class<E> type) {
    return "must be one of " + List.of(type.getEnumConstants());
  }
}
