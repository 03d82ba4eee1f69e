package dev.sluice.script;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.outbound.OutboundException;
import dev.sluice.outbound.OutboundHttp;
import dev.sluice.outbound.OutboundPolicy;
import dev.sluice.outbound.OutboundRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fetches from the network, as far as the worker's configuration allows it. */
final class HttpFetch implements Fetch {
  private static final int MAX_REDIRECTS = 10;
  private static final long DEFAULT_TIMEOUT_MS = 30_000;
  private static final Set<String> CREDENTIALS =
      Set.of("authorization", "cookie", "proxy-authorization");
  private static final Pattern CHARSET =
      Pattern.compile("charset=\"?([\\w-]+)", Pattern.CASE_INSENSITIVE);

  private final AllowedHosts allowed;
  private final RunGuard guard;
  private final long maxBytes;

  HttpFetch(AllowedHosts allowed, RunGuard guard, long maxBytes) {
    this.allowed = allowed;
    this.guard = guard;
    this.maxBytes = maxBytes;
  }

  /** Made on first use, since most tasks fetch nothing. It keeps no cookies. */
  private static final class Shared {
    static final OutboundHttp HTTP =
        new OutboundHttp(
            HttpClient.newBuilder().connectTimeout(Duration.ofMillis(DEFAULT_TIMEOUT_MS)));
  }

  @Override
  public ObjectNode call(Request request, FetchUrls urls) throws Failure {
    long timeoutMs = request.timeoutMs() > 0 ? request.timeoutMs() : DEFAULT_TIMEOUT_MS;
    try {
      return answer(Shared.HTTP.send(outbound(request, urls), new Policy(urls, timeoutMs)));
    } catch (OutboundException e) {
      boolean timeout = e.reason() == OutboundException.Reason.TIMEOUT;
      throw new Failure(String.valueOf(e.getMessage()), timeout);
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted");
    }
  }

  private static OutboundRequest outbound(Request request, FetchUrls urls) throws Failure {
    Map<String, String> headers = new HashMap<>();
    Map<String, String> credentials = new HashMap<>();
    for (Map.Entry<String, JsonNode> header : request.headers().properties()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      (CREDENTIALS.contains(name) ? credentials : headers).put(name, header.getValue().asText());
    }
    if (request.hasBody()) {
      headers.putIfAbsent(
          "content-type", request.json() ? "application/json" : "text/plain;charset=UTF-8");
    }
    URI target = urls.resolve(request.url(), null);
    if (target == null) {
      throw new Failure("not a URL: " + request.url());
    }
    return new OutboundRequest(target, request.method(), headers, credentials, request.body());
  }

  private static ObjectNode answer(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    ObjectNode answer = JSON.createObjectNode();
    answer.put("ok", status >= 200 && status < 300);
    answer.put("status", status);
    answer.put("statusText", StatusText.of(status));
    answer.set("headers", headers(response.headers()));
    answer.put("text", text(response));
    return answer;
  }

  /** Names in lower case, without the pseudo-headers of HTTP/2 ({@code :status}). */
  static ObjectNode headers(HttpHeaders from) {
    ObjectNode headers = JSON.createObjectNode();
    from.map()
        .forEach(
            (name, values) -> {
              if (!name.startsWith(":")) {
                headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values));
              }
            });
    return headers;
  }

  private static String text(HttpResponse<byte[]> response) {
    String type = response.headers().firstValue("content-type").orElse("");
    return new String(response.body(), charset(type));
  }

  private static Charset charset(String contentType) {
    Matcher found = CHARSET.matcher(contentType);
    try {
      return found.find() ? Charset.forName(found.group(1)) : StandardCharsets.UTF_8;
    } catch (IllegalArgumentException unknown) {
      return StandardCharsets.UTF_8;
    }
  }

  private final class Policy implements OutboundPolicy {
    private final FetchUrls urls;
    private final long timeoutMs;

    Policy(FetchUrls urls, long timeoutMs) {
      this.urls = urls;
      this.timeoutMs = timeoutMs;
    }

    @Override
    public long maxBytes() {
      return maxBytes;
    }

    @Override
    public int maxRedirects() {
      return MAX_REDIRECTS;
    }

    @Override
    public Duration timeLeft() {
      return Duration.ofMillis(Math.min(timeoutMs, guard.leftMs()));
    }

    @Override
    public void admit(URI from, URI target) throws OutboundException {
      String scheme = String.valueOf(target.getScheme());
      if (!scheme.equals("http") && !scheme.equals("https")) {
        throw OutboundException.refused("only http and https can be fetched, not " + scheme);
      }
      if (allowed.none()) {
        throw OutboundException.refused("outbound HTTP is switched off on this worker");
      }
      if (!allowed.allows(target)) {
        throw OutboundException.refused(
            "this worker does not allow requests to " + target.getAuthority());
      }
    }

    @Override
    public URI resolve(URI from, String location) throws OutboundException {
      URI target = urls.resolve(location, from);
      if (target != null) {
        return target;
      }
      throw OutboundException.badRedirect("the target of the redirect is not a URL: " + location);
    }
  }
}
