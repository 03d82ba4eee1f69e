package dev.sluice.script;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.host.LimitCode;
import dev.sluice.host.RunResult;
import dev.sluice.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.graalvm.polyglot.Value;

/** What a script returned, on its way out. */
final class ResultJson {
  private static final ObjectMapper JSON = Json.mapper();

  private ResultJson() {}

  /**
   * @param answer what the prelude's {@code toJson} says of it
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
      return new RunResult.Returned(JSON.readTree(bytes));
    } catch (IOException e) {
      return invalid("the returned value is not JSON that can be read: " + reason(e));
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
