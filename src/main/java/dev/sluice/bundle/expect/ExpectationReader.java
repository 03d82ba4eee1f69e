package dev.sluice.bundle.expect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bundle.expect.Expectation.Returns;
import dev.sluice.bundle.expect.Expectation.Throws;
import dev.sluice.fields.FieldErrors;
import dev.sluice.fields.JsonFields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a test's file expects, in each of the forms that existing packages use. */
public final class ExpectationReader {
  private static final String OUTPUT = "expected_output";
  private static final String ERROR = "expected_error";
  private static final String ASSERTIONS = "assertions";
  private static final String MATCH = "match";

  private final ObjectNode test;
  private final JsonFields fields;
  private final AssertionReader assertions;

  /**
   * @param field the test's name in errors, as {@code tests.add}
   */
  public ExpectationReader(ObjectNode test, String field, FieldErrors errors) {
    this.test = test;
    this.fields = new JsonFields(test, field, errors);
    this.assertions = new AssertionReader(fields, field + "." + ASSERTIONS, errors);
  }

  /**
   * @param toFail whether the name of the file says that the test fails; it then needs no
   *     expectation
   * @return null if the file expects nothing or is wrong; the errors have the reasons
   */
  public @Nullable Expectation read(boolean toFail) {
    boolean partial = partial();
    Throws error = error();
    List<Assertion> asserted = assertions.read(fields.any(ASSERTIONS));
    JsonNode output = test.get(OUTPUT);
    if (error != null) {
      rejectBesideError(output);
      return error;
    }
    if (output != null && !(output.isNull() && test.has(ASSERTIONS))) {
      return new Returns(output, partial, asserted);
    }
    if (!test.has(ASSERTIONS) && !test.hasNonNull(ERROR)) {
      if (toFail) {
        return Throws.ANY;
      }
      fields.reject(
          OUTPUT, "required", "must be given, unless there is " + ERROR + " or " + ASSERTIONS);
      return null;
    }
    return new Returns(null, partial, asserted);
  }

  private boolean partial() {
    String match = fields.anyString(MATCH);
    if (match != null && !match.equals("partial") && !match.equals("exact")) {
      fields.reject(MATCH, "invalid_value", "must be partial or exact, is \"" + match + "\"");
    }
    return "partial".equals(match);
  }

  private @Nullable Throws error() {
    JsonNode output = test.get(OUTPUT);
    JsonNode inOutput = output == null ? null : output.get("error");
    if (test.hasNonNull(ERROR)) {
      return error(ERROR, test.get(ERROR));
    }
    return inOutput == null || inOutput.isNull() ? null : error(OUTPUT + ".error", inOutput);
  }

  private @Nullable Throws error(String field, JsonNode value) {
    if (value.isTextual()) {
      return Throws.text(value.textValue());
    }
    if (!value.isObject()) {
      return fields.wrongType(field, "a string or {type, message}", value);
    }
    String type = part(field, value, "type");
    String message = part(field, value, "message");
    if (!value.hasNonNull("type") && !value.hasNonNull("message")) {
      fields.reject(field, "required", "must have a type or a message");
    }
    return new Throws(null, type, message);
  }

  private @Nullable String part(String field, JsonNode error, String name) {
    JsonNode value = error.get(name);
    if (value == null || value.isNull() || value.isTextual()) {
      return value == null ? null : value.textValue();
    }
    return fields.wrongType(field + "." + name, "a string", value);
  }

  private void rejectBesideError(@Nullable JsonNode output) {
    if (test.hasNonNull(ERROR) && output != null && !output.isNull()) {
      fields.reject(OUTPUT, "conflict", "must be absent beside " + ERROR);
    }
    if (test.hasNonNull(ASSERTIONS)) {
      fields.reject(ASSERTIONS, "conflict", "must be absent from a test that expects an error");
    }
  }
}
