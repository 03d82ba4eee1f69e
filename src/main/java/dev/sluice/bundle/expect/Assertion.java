package dev.sluice.bundle.expect;

import com.fasterxml.jackson.databind.JsonNode;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.PathNotFoundException;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import dev.sluice.wire.Json;
import org.jspecify.annotations.Nullable;

/**
 * A statement about one place of the output.
 *
 * @param path a JSONPath; a path without {@code $} begins at the output
 * @param expected for {@link Operator#EXISTS} whether there must be a value
 */
record Assertion(JsonPath path, Operator operator, JsonNode expected) {
  private static final Configuration JACKSON =
      Configuration.builder()
          .jsonProvider(new JacksonJsonNodeJsonProvider())
          .mappingProvider(new JacksonMappingProvider())
          .build();

  /** Describes the difference; empty if the assertion holds. */
  String difference(JsonNode output) {
    JsonNode actual = at(output);
    if (operator.holds(actual, expected)) {
      return "";
    }
    String is = actual == null ? " is missing" : " is " + actual;
    String wanted = expected.isNull() ? "" : " " + expected;
    return "output " + path.getPath() + is + ", expected " + operator + wanted;
  }

  /** The value at the path; null if the output has no value there. */
  private @Nullable JsonNode at(JsonNode output) {
    try {
      // A path that can select several values yields an array, and a function such as length() a
      // Java number.
      JsonNode found = Json.mapper().valueToTree(path.read((Object) output, JACKSON));
      return !path.isDefinite() && found.isEmpty() ? null : found;
    } catch (PathNotFoundException e) {
      return null;
    }
  }
}
