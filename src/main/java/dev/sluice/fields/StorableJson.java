package dev.sluice.fields;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.text.WellFormed;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Finds values that JSON can spell but no store can keep: numbers out of range, which would be read
 * back as other numbers, and unpaired surrogates, which are not text.
 */
public final class StorableJson {
  private StorableJson() {}

  /**
   * Adds an error for each such value; returns whether there is none.
   *
   * @param path of {@code node}, which the errors start with; empty for a whole body
   * @param isTooLarge whether a number is out of range
   */
  public static boolean check(
      JsonNode node, String path, Predicate<JsonNode> isTooLarge, FieldErrors errors) {
    boolean storable = true;
    if (node.isNumber() && isTooLarge.test(node)) {
      errors.add(path, "out_of_range", "must be within the range of a double");
      storable = false;
    }
    if (node.isTextual()) {
      storable = isText(node.textValue(), path, errors);
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String at = (path.isEmpty() ? "" : path + ".") + field.getKey();
      storable &=
          isText(field.getKey(), path.isEmpty() ? "body" : path, errors)
              && check(field.getValue(), at, isTooLarge, errors);
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      storable &= check(node.get(i), path + "[" + i + "]", isTooLarge, errors);
    }
    return storable;
  }

  private static boolean isText(String text, String path, FieldErrors errors) {
    boolean isText = WellFormed.isWellFormed(text);
    if (!isText) {
      errors.add(path, "invalid_character", "must not hold half of a surrogate pair");
    }
    return isText;
  }
}
