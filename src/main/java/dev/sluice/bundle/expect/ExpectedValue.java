package dev.sluice.bundle.expect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares JSON values: numbers by value, fields in any order. A string of the expected value may
 * be a placeholder: {@code any}, {@code type:number} or {@code array_length:3}.
 *
 * @param partial whether objects may have more fields than expected
 */
record ExpectedValue(boolean partial) {
  private static final Pattern LENGTH = Pattern.compile("array_length:(\\d{1,9})");
  private static final Map<String, Predicate<JsonNode>> PLACEHOLDERS =
      Map.of(
          "any", value -> true,
          "type:number", JsonNode::isNumber,
          "type:integer", JsonNode::canConvertToExactIntegral,
          "type:string", JsonNode::isTextual,
          "type:boolean", JsonNode::isBoolean,
          "type:array", JsonNode::isArray,
          "type:object", JsonNode::isObject,
          "type:null", JsonNode::isNull);

  boolean matches(JsonNode expected, JsonNode actual) {
    return differs(expected, actual, "").isEmpty();
  }

  /** Describes the first difference; empty when the value is as expected. */
  String differs(JsonNode expected, JsonNode actual, String path) {
    if (isMetByPlaceholder(expected, actual)) {
      return "";
    }
    if (expected.isNumber() && actual.isNumber()) {
      boolean same = expected.decimalValue().compareTo(actual.decimalValue()) == 0;
      return same ? "" : different(expected, actual, path);
    }
    if (expected.getNodeType() != actual.getNodeType()) {
      return different(expected, actual, path);
    }
    if (expected.isObject()) {
      return fields(expected, actual, path);
    }
    if (expected.isArray()) {
      return items(expected, actual, path);
    }
    return expected.equals(actual) ? "" : different(expected, actual, path);
  }

  private static boolean isMetByPlaceholder(JsonNode expected, JsonNode actual) {
    if (!expected.isTextual()) {
      return false;
    }
    Predicate<JsonNode> placeholder = PLACEHOLDERS.get(expected.textValue());
    if (placeholder != null) {
      return placeholder.test(actual);
    }
    Matcher length = LENGTH.matcher(expected.textValue());
    return length.matches()
        && actual.isArray()
        && actual.size() == Integer.parseInt(length.group(1));
  }

  private String fields(JsonNode expected, JsonNode actual, String path) {
    for (Iterator<String> names = expected.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      JsonNode value = actual.get(name);
      String place = path + "." + name;
      String found =
          value == null ? place + " is missing" : differs(expected.get(name), value, place);
      if (!found.isEmpty()) {
        return found;
      }
    }
    for (Iterator<String> names = actual.fieldNames(); !partial && names.hasNext(); ) {
      String name = names.next();
      if (!expected.has(name)) {
        return path + "." + name + " is not expected, is " + actual.get(name);
      }
    }
    return "";
  }

  private String items(JsonNode expected, JsonNode actual, String path) {
    if (expected.size() != actual.size()) {
      return path + " has " + actual.size() + " items, expected " + expected.size();
    }
    for (int i = 0; i < expected.size(); i++) {
      String found = differs(expected.get(i), actual.get(i), path + "[" + i + "]");
      if (!found.isEmpty()) {
        return found;
      }
    }
    return "";
  }

  private static String different(JsonNode expected, JsonNode actual, String path) {
    return path + " is " + actual + ", expected " + expected;
  }
}
