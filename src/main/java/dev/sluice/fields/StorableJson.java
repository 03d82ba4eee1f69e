package dev.sluice.fields;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.text.WellFormed;
import java.util.Map;

/**
 * Finds values that JSON can spell but no store can keep: numbers beyond the range of a double,
 * which would be read back as other numbers, and unpaired surrogates, which are not text.
 */
public final class StorableJson {
  private StorableJson() {}

  /**
   * Adds an error for each such value.
   *
   * @param path of {@code node}, which the errors start with; empty for a whole body
   */
  public static void check(JsonNode node, String path, FieldErrors errors) {
    if (node.isFloatingPointNumber() && !Double.isFinite(node.doubleValue())) {
      errors.add(path, "out_of_range", "must be within the range of a double");
    }
    if (node.isTextual() && !WellFormed.isWellFormed(node.textValue())) {
      addHalfCharacter(path, errors);
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String at = (path.isEmpty() ? "" : path + ".") + field.getKey();
      if (WellFormed.isWellFormed(field.getKey())) {
        check(field.getValue(), at, errors);
      } else {
        addHalfCharacter(path.isEmpty() ? "body" : path, errors);
      }
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      check(node.get(i), path + "[" + i + "]", errors);
    }
  }

  private static void addHalfCharacter(String path, FieldErrors errors) {
    errors.add(path, "invalid_character", "must not hold half of a surrogate pair");
  }
}
