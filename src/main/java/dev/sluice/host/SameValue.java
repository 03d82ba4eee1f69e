package dev.sluice.host;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;

/** Compares JSON values: numbers by value, fields in any order. */
final class SameValue {
  private SameValue() {}

  /** Describes the first difference; empty when the values are equal. */
  static String differs(JsonNode expected, JsonNode actual, String path) {
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

  private static String fields(JsonNode expected, JsonNode actual, String path) {
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
    for (Iterator<String> names = actual.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!expected.has(name)) {
        return path + "." + name + " is not expected, is " + actual.get(name);
      }
    }
    return "";
  }

  private static String items(JsonNode expected, JsonNode actual, String path) {
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
