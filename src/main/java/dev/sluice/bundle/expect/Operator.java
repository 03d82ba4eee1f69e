package dev.sluice.bundle.expect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares the value at the path of an assertion with the expected one. */
enum Operator {
  /** The same value, with placeholders. */
  EQUALS((actual, expected) -> new ExpectedValue(false).matches(expected, actual)),

  /** A string has the text, an array has the item, an object has the field or all the fields. */
  CONTAINS(Operator::contains),

  /** The output has a value at the path, or, if {@code expected} is false, has no value there. */
  EXISTS((actual, expected) -> expected.asBoolean(true)),

  GREATER_THAN((actual, expected) -> actual.isNumber() && compare(actual, expected) > 0),

  LESS_THAN((actual, expected) -> actual.isNumber() && compare(actual, expected) < 0),

  /** A part of the string matches the regular expression, which is Java's. */
  MATCHES(
      (actual, expected) ->
          actual.isTextual()
              && Pattern.compile(expected.textValue()).matcher(actual.textValue()).find());

  /** All names, for a message. */
  static final String NAMES =
      Arrays.stream(values()).map(Operator::toString).collect(Collectors.joining(", "));

  private final BiPredicate<JsonNode, JsonNode> comparison;

  Operator(BiPredicate<JsonNode, JsonNode> comparison) {
    this.comparison = comparison;
  }

  static Optional<Operator> of(String name) {
    return Arrays.stream(values()).filter(each -> each.toString().equals(name)).findFirst();
  }

  /**
   * @param actual null if there is no value
   */
  boolean holds(@Nullable JsonNode actual, JsonNode expected) {
    return actual == null
        ? this == EXISTS && !expected.asBoolean(true)
        : comparison.test(actual, expected);
  }

  private static boolean contains(JsonNode actual, JsonNode expected) {
    ExpectedValue parts = new ExpectedValue(true);
    if (actual.isArray()) {
      return actual.valueStream().anyMatch(item -> parts.matches(expected, item));
    }
    if (expected.isTextual()) {
      String text = expected.textValue();
      return actual.has(text) || (actual.isTextual() && actual.textValue().contains(text));
    }
    return actual.isObject() && parts.matches(expected, actual);
  }

  private static int compare(JsonNode actual, JsonNode expected) {
    return actual.decimalValue().compareTo(expected.decimalValue());
  }

  /** As test files write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
