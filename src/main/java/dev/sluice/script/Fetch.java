package dev.sluice.script;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.host.protocol.RunOrder;
import dev.sluice.wire.Json;
import java.util.Locale;
import org.graalvm.polyglot.proxy.ProxyExecutable;

/** Answers a script's {@code fetch}: from the network, or from the mocks of a test. */
interface Fetch {
  ObjectMapper JSON = Json.mapper();

  /**
   * @param timeoutMs 0 for the default
   * @param body empty for a request without a body
   * @param json whether the script passed a value to send as JSON, rather than text
   */
  record Request(
      String url, String method, JsonNode headers, long timeoutMs, String body, boolean json) {
    boolean hasBody() {
      return !body.isEmpty();
    }
  }

  /** A request was refused or has no answer; the script sees the message. */
  final class Failure extends Exception {
    private static final long serialVersionUID = 1L;
    private final boolean timeout;

    Failure(String message, boolean timeout) {
      super(message, null, false, false);
      this.timeout = timeout;
    }

    Failure(String message) {
      this(message, false);
    }
  }

  /**
   * @return {@code {ok, status, statusText, headers}} and either {@code text}, which the prelude
   *     parses if it is JSON, or {@code body} as the script sees it
   * @throws Failure when there is no answer
   */
  ObjectNode call(Request request, FetchUrls urls) throws Failure;

  static Fetch of(RunOrder order, RunGuard guard) {
    JsonNode mock = order.mock();
    return mock != null
        ? new MockFetch(mock)
        : new HttpFetch(
            new AllowedHosts(order.allowedHosts()), guard, order.limits().responseBytes());
  }

  /**
   * For the prelude: takes the request as JSON and its URL parser, returns the answer as JSON or
   * {@code {failure, timeout}}.
   */
  default ProxyExecutable function() {
    return arguments -> {
      try {
        Request request = request(JSON.readTree(arguments[0].asString()));
        return call(request, new FetchUrls(arguments[1])).toString();
      } catch (Failure e) {
        return JSON.createObjectNode()
            .put("failure", e.getMessage())
            .put("timeout", e.timeout)
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
