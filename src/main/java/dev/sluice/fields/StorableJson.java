package dev.sluice.fields;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.text.WellFormed;
import dev.sluice.wire.Nesting;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Finds values that JSON can spell but no store can keep: numbers out of range, which would be read
 * back as other numbers, unpaired surrogates, which are not text, and fields that nest deeper than
 * {@link Nesting#MAX}, which break their readers.
 */
public final class StorableJson {
  private StorableJson() {}

  /**
   * Adds an error for each such value.
   *
   * @param path of {@code node}, which the errors start with; empty for a whole body
   * @param isTooLarge whether a number is out of range
   * @return whether a store can keep all values
   */
  public static boolean check(
      JsonNode node, String path, Predicate<JsonNode> isTooLarge, FieldErrors errors) {
    return isFlat(node, path, errors) && walk(node, path, isTooLarge, errors);
  }

  /** Whether no field of the outermost object is nested too deep; if one is, the walk is unsafe. */
  private static boolean isFlat(JsonNode outermost, String path, FieldErrors errors) {
    boolean flat = true;
    for (Map.Entry<String, JsonNode> field : outermost.properties()) {
      flat &= isFlatField(field.getValue(), pathOf(path, field.getKey()), errors);
    }
    for (int i = 0; outermost.isArray() && i < outermost.size(); i++) {
      flat &= isFlatField(outermost.get(i), path + "[" + i + "]", errors);
    }
    return flat;
  }

  private static boolean isFlatField(JsonNode value, String path, FieldErrors errors) {
    if (Nesting.isTooDeep(value)) {
      errors.add(path, "too_deep", Nesting.EXPECTED);
      return false;
    }
    return true;
  }

  private static boolean walk(
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
      String at = pathOf(path, field.getKey());
      storable &=
          isText(field.getKey(), path.isEmpty() ? "body" : path, errors)
              && walk(field.getValue(), at, isTooLarge, errors);
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      storable &= walk(node.get(i), path + "[" + i + "]", isTooLarge, errors);
    }
    return storable;
  }

  private static String pathOf(String path, String field) {
    return (path.isEmpty() ? "" : path + ".") + field;
  }

  private static boolean isText(String text, String path, FieldErrors errors) {
    boolean isText = WellFormed.isWellFormed(text);
    if (!isText) {
      errors.add(path, "invalid_character", "must not hold half of a surrogate pair");
    }
    return isText;
  }
}
