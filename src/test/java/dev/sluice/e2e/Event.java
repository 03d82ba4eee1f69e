package dev.sluice.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * An event of a stream. A comment is an event named {@code :}.
 *
 * @param id empty if the event has no id
 */
record Event(String name, String data, String id) {
  static final String COMMENT = ":";

  JsonNode json() {
    try {
      return Http.JSON.readTree(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean is(String wanted) {
    return name.equals(wanted);
  }

  boolean isOutput() {
    return is("stdout") || is("stderr");
  }

  boolean isLast() {
    return is("done") || is("failed") || is("cancelled");
  }

  String text() {
    return json().path("text").asText();
  }
}
