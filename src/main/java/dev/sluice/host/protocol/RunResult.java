package dev.sluice.host.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** How a run ended. */
public sealed interface RunResult {

  /**
   * The script returned.
   *
   * @param value what it returned; JSON {@code null} for {@code undefined}
   */
  record Returned(JsonNode value) implements RunResult {}

  /**
   * The script threw and did not catch the error.
   *
   * @param code name of the error's class; {@code SyntaxError} when it cannot be parsed
   */
  record Threw(String code, String message) implements RunResult {}

  /**
   * The run was ended, or could not start.
   *
   * @param message a clause with its own subject, as {@code the script ran longer than 100 ms}
   */
  record Ended(LimitCode limit, String message) implements RunResult {}

  /** As a host sends it. */
  default ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (this instanceof Returned returned) {
      json.set("value", returned.value());
    } else if (this instanceof Threw threw) {
      json.put("threw", threw.code()).put("message", threw.message());
    } else if (this instanceof Ended ended) {
      json.put("ended", ended.limit().name()).put("message", ended.message());
    }
    return json;
  }

  /**
   * @throws IllegalArgumentException for JSON that {@link #toJson} does not write
   */
  static RunResult of(JsonNode json) {
    String message = json.path("message").asText();
    if (json.has("threw")) {
      return new Threw(json.path("threw").asText(), message);
    }
    if (json.has("ended")) {
      return new Ended(LimitCode.valueOf(json.path("ended").asText()), message);
    }
    if (json.has("value")) {
      JsonNode value = json.get("value");
      return new Returned(value == null ? NullNode.instance : value);
    }
    throw new IllegalArgumentException("not the result of a run");
  }
}
