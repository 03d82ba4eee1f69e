package dev.sluice.outbound;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * A request, and what becomes of it when it is redirected.
 *
 * @param headers sent to each target
 * @param credentials headers sent to the origin of {@code target} alone
 * @param body empty for a request without a body
 */
public record OutboundRequest(
    URI target,
    String method,
    Map<String, String> headers,
    Map<String, String> credentials,
    String body) {
  public OutboundRequest {
    headers = Map.copyOf(headers);
    credentials = Map.copyOf(credentials);
  }

  /** A GET; see the record's components. */
  public static OutboundRequest get(
      URI target, Map<String, String> headers, Map<String, String> credentials) {
    return new OutboundRequest(target, "GET", headers, credentials, "");
  }

  HttpRequest build(Duration timeout) throws OutboundException {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(target)
              .timeout(timeout)
              .method(method, BodyPublishers.ofString(body));
      headers.forEach(request::setHeader);
      credentials.forEach(request::setHeader);
      return request.build();
    } catch (IllegalArgumentException e) {
      throw OutboundException.of(
          OutboundException.Reason.INVALID_REQUEST, "invalid request: " + e.getMessage(), e);
    }
  }

  /**
   * The request that follows a redirect.
   *
   * @see <a href="https://fetch.spec.whatwg.org/#http-redirect-fetch">Fetch standard, HTTP-redirect
   *     fetch</a>
   */
  OutboundRequest redirected(int status, URI next) {
    Map<String, String> kept = SameOrigin.of(target, next) ? credentials : Map.of();
    boolean becomesGet =
        (status == 303 && !method.equals("HEAD"))
            || ((status == 301 || status == 302) && method.equals("POST"));
    if (!becomesGet) {
      return new OutboundRequest(next, method, headers, kept, body);
    }
    Map<String, String> withoutType = new HashMap<>(headers);
    withoutType.keySet().removeIf("content-type"::equalsIgnoreCase);
    return new OutboundRequest(next, "GET", withoutType, kept, "");
  }
}
