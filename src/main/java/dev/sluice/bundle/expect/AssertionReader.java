package dev.sluice.bundle.expect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import dev.sluice.fields.FieldErrors;
import dev.sluice.fields.JsonFields;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads the {@code assertions} of a test's file. */
final class AssertionReader {
  private static final String EXPECTED = "expected";

  private final JsonFields test;
  private final String path;
  private final FieldErrors errors;

  /**
   * @param path of the assertions in errors, as {@code tests.add.assertions}
   */
  AssertionReader(JsonFields test, String path, FieldErrors errors) {
    this.test = test;
    this.path = path;
    this.errors = errors;
  }

  List<Assertion> read(@Nullable JsonNode list) {
    List<Assertion> read = new ArrayList<>();
    if (list == null) {
      return read;
    }
    if (!list.isArray() || list.isEmpty()) {
      errors.add(path, "wrong_type", "must be an array of {path, operator, expected}");
      return read;
    }
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i) instanceof ObjectNode each) {
        add(each, new JsonFields(each, path + "[" + i + "]", errors), read);
      } else {
        test.wrongType("assertions[" + i + "]", "{path, operator, expected}", list.get(i));
      }
    }
    return read;
  }

  private static void add(ObjectNode assertion, JsonFields fields, List<Assertion> to) {
    JsonPath at = path(fields);
    Operator operator = operator(fields);
    JsonNode expected = assertion.get(EXPECTED);
    boolean fits = operator != null && fits(operator, expected, fields);
    if (at != null && operator != null && fits) {
      to.add(new Assertion(at, operator, expected == null ? NullNode.instance : expected));
    }
  }

  private static @Nullable JsonPath path(JsonFields fields) {
    String text =
        fields.requiredString("path", 1_000, "must be a JSONPath, such as $.items[0].name");
    if (text == null) {
      return null;
    }
    try {
      return JsonPath.compile(text);
    } catch (InvalidPathException | IllegalArgumentException e) {
      fields.reject("path", "invalid_path", "is not a JSONPath: " + e.getMessage());
      return null;
    }
  }

  private static @Nullable Operator operator(JsonFields fields) {
    String name = fields.requiredString("operator", 50, "must be one of " + Operator.NAMES);
    Operator operator = name == null ? null : Operator.of(name).orElse(null);
    if (name != null && operator == null) {
      fields.reject(
          "operator",
          "unknown_operator",
          "must be one of " + Operator.NAMES + ", is \"" + name + "\"");
    }
    return operator;
  }

  private static boolean fits(Operator operator, @Nullable JsonNode expected, JsonFields fields) {
    String must =
        switch (operator) {
          case EQUALS, CONTAINS -> expected == null ? "be given" : "";
          case EXISTS -> expected == null || expected.isBoolean() ? "" : "be true, false or absent";
          case GREATER_THAN, LESS_THAN ->
              expected != null && expected.isNumber() ? "" : "be a number";
          case MATCHES -> expected != null && isPattern(expected) ? "" : "be a regular expression";
        };
    if (!must.isEmpty()) {
      fields.reject(EXPECTED, "invalid_value", "must " + must);
    }
    return must.isEmpty();
  }

  private static boolean isPattern(JsonNode expected) {
    try {
      return expected.isTextual() && Pattern.compile(expected.textValue()) != null;
    } catch (PatternSyntaxException e) {
      return false;
    }
  }
}
