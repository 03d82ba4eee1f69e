package dev.sluice.legacy.executor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An answer that is ready to be sent. */
@FunctionalInterface
public interface ApiAnswer {
  /** Sends it, unless the client has gone. */
  void sendTo(HttpServerResponse response);

  /** The same with a header. */
  default ApiAnswer with(String header, String value) {
    return response -> {
      if (!response.closed()) {
        response.putHeader(header, value);
      }
      sendTo(response);
    };
  }

  /** Status 200 and JSON. */
  static ApiAnswer ok(JsonNode body) {
    return json(200, body);
  }

  static ApiAnswer json(int status, JsonNode body) {
    return json(status, body, () -> {});
  }

  /**
   * @param ifLost runs when the answer cannot be sent
   */
  static ApiAnswer json(int status, JsonNode body, Runnable ifLost) {
    return response -> {
      if (response.closed()) {
        ifLost.run();
        return;
      }
      response
          .setStatusCode(status)
          .putHeader("Content-Type", "application/json")
          .end(Buffer.buffer(body.toString()))
          .onFailure(lost -> ifLost.run());
    };
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** {@code {"success": true}}, to which the caller adds. */
  static ObjectNode success() {
    return object().put("success", true);
  }

  /** Epoch milliseconds, as these clients have times. */
  static @Nullable Long millis(@Nullable Instant at) {
    return at == null ? null : at.toEpochMilli();
  }
}
