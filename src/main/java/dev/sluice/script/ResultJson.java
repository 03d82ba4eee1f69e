package dev.sluice.script;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.host.protocol.LimitCode;
import dev.sluice.host.protocol.RunResult;
import dev.sluice.wire.Json;
import dev.sluice.wire.Nesting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.graalvm.polyglot.Value;

/** Turns the value that a script returned into the result of its run. */
final class ResultJson {
  private static final ObjectMapper JSON = Json.mapper();

  private ResultJson() {}

  /**
   * @param answer of the prelude's {@code toJson}
   */
  static RunResult of(Value answer, long maxBytes) {
    Value refused = answer.getMember("refused");
    if (refused != null && refused.isString()) {
      return invalid(refused.asString());
    }
    Value json = answer.getMember("json");
    if (json == null || !json.isString()) {
      return invalid("the returned value is not JSON");
    }
    byte[] bytes = json.asString().getBytes(StandardCharsets.UTF_8);
    if (bytes.length > maxBytes) {
      return new RunResult.Ended(
          LimitCode.RESULT_LIMIT,
          "the returned value is " + bytes.length + " bytes of JSON, more than " + maxBytes);
    }
    try {
      JsonNode value = JSON.readTree(bytes);
      return Nesting.isTooDeep(value)
          ? invalid("the returned value " + Nesting.EXPECTED)
          : new RunResult.Returned(value);
    } catch (IOException e) {
      return invalid("the returned value is not readable JSON: " + reason(e));
    }
  }

  private static String reason(IOException e) {
    return e instanceof JsonProcessingException json
        ? json.getOriginalMessage()
        : String.valueOf(e.getMessage());
  }

  private static RunResult invalid(String why) {
    return new RunResult.Ended(LimitCode.INVALID_RESULT, why);
  }
}
