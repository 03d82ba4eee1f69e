package dev.sluice.bundle.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bundle.TaskTest;
import dev.sluice.bundle.expect.Expectation;
import dev.sluice.bundle.expect.ExpectationReader;
import dev.sluice.fields.FieldErrors;
import dev.sluice.fields.JsonFields;
import org.jspecify.annotations.Nullable;

/** Reads a test from the JSON of its file. */
final class TestReader {
  private static final String FAIL = "-fail";

  private final String name;
  private final ObjectNode json;
  private final String field;
  private final FieldErrors errors = new FieldErrors();

  private TestReader(String name, ObjectNode json) {
    this.name = name;
    this.json = json;
    this.field = "tests." + name;
  }

  /**
   * @param name of the test's file, without {@code .json}
   * @param errors receives the errors; their fields begin with {@code tests.} and the name
   * @return null if there are errors
   */
  static @Nullable TaskTest read(String name, ObjectNode json, FieldErrors errors) {
    TestReader reader = new TestReader(name, json);
    TaskTest test = reader.read();
    reader.errors.list().forEach(e -> errors.add(e.field(), e.code(), e.message()));
    return test;
  }

  private @Nullable TaskTest read() {
    boolean toFail = name.endsWith(FAIL);
    Expectation expected = new ExpectationReader(json, field, errors).read(toFail);
    JsonNode input = json.get("input");
    JsonNode mock = mock(new JsonFields(json, field, errors));
    if (expected == null || !errors.isEmpty()) {
      return null;
    }
    return new TaskTest(name, input == null ? json.objectNode() : input, expected, mock, toFail);
  }

  private @Nullable JsonNode mock(JsonFields test) {
    ObjectNode mock = test.objectNode("mock");
    if (mock == null) {
      return null;
    }
    JsonNode http = new JsonFields(mock, field + ".mock", errors).any("http");
    String at = "mock.http";
    if (http instanceof ObjectNode one) {
      answer(at, one);
    } else if (http != null && http.isArray()) {
      for (int i = 0; i < http.size(); i++) {
        String each = at + "[" + i + "]";
        if (http.get(i) instanceof ObjectNode one) {
          answer(each, one);
        } else {
          test.wrongType(each, "an object {url, method, response}", http.get(i));
        }
      }
    } else if (http != null) {
      test.wrongType(at, "an object {url, method, response} or an array of them", http);
    }
    return mock;
  }

  private void answer(String at, ObjectNode mock) {
    JsonFields fields = new JsonFields(mock, field + "." + at, errors);
    if (fields.anyString("url") == null) {
      fields.rejectUnlessRejected("url", "required", "must be a part of the requested URL");
    }
    fields.anyString("method");
    JsonFields response = fields.object("response");
    if (response == null) {
      fields.rejectUnlessRejected("response", "required", "must be the answer, {status, body}");
      return;
    }
    response.bool("ok");
    response.integer("status", 100, 599);
    response.anyString("statusText");
    response.objectNode("headers");
  }
}
