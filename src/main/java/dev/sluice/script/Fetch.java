package dev.sluice.script;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.host.RunOrder;
import dev.sluice.wire.Json;
import java.util.Locale;

/** What answers a script's {@code fetch}: the network as far as it is allowed, or a test's mock. */
interface Fetch {
  ObjectMapper JSON = Json.mapper();

  /**
   * @param timeoutMs 0 for the usual
   * @param body empty for none
   * @param json whether the script gave a value to be sent, rather than text
   */
  record Request(
      String url, String method, JsonNode headers, long timeoutMs, String body, boolean json) {
    boolean hasBody() {
      return !body.isEmpty();
    }
  }

  /**
   * @return {@code {ok, status, statusText, headers, body}}
   * @throws FetchFailure when there is no answer
   */
  ObjectNode call(Request request) throws FetchFailure;

  /** Ends connections that are kept open. */
  default void close() {}

  static Fetch of(RunOrder order, RunGuard guard) {
    JsonNode mock = order.mock();
    return mock != null
        ? new MockFetch(mock)
        : new HttpFetch(
            new AllowedHosts(order.allowedHosts()), guard, order.limits().responseBytes());
  }

  /** For the prelude: JSON in, JSON out, a failure as {@code {failure, timeout}}. */
  default Function function() {
    return arguments -> {
      try {
        return call(request(JSON.readTree(arguments[0].asString()))).toString();
      } catch (FetchFailure e) {
        return JSON.createObjectNode()
            .put("failure", e.getMessage())
            .put("timeout", e.isTimeout())
            .toString();
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("the prelude's own JSON", e);
      }
    };
  }

  private static Request request(JsonNode given) {
    String body = given.path("body").asText("");
    String method = given.path("method").asText(body.isEmpty() ? "GET" : "POST");
    long timeout = given.path("timeout").asLong(0);
    return new Request(
        given.path("url").asText(),
        method.toUpperCase(Locale.ROOT),
        given.path("headers"),
        timeout,
        body,
        given.path("json").asBoolean());
  }
}
