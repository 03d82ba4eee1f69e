package dev.sluice.script;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The network, as far as the worker's configuration allows it. Redirects are held to the same. */
final class HttpFetch implements Fetch {
  private static final int MOST_REDIRECTS = 10;
  private static final long DEFAULT_TIMEOUT_MS = 30_000;
  private static final Pattern CHARSET =
      Pattern.compile("charset=\"?([\\w-]+)", Pattern.CASE_INSENSITIVE);

  private static final HttpClient[] SHARED = new HttpClient[1];

  private final AllowedHosts allowed;
  private final RunGuard guard;
  private final long maxBytes;

  HttpFetch(AllowedHosts allowed, RunGuard guard, long maxBytes) {
    this.allowed = allowed;
    this.guard = guard;
    this.maxBytes = maxBytes;
  }

  /** Made on the first use: most tasks fetch nothing. It keeps no cookies. */
  private static synchronized HttpClient client() {
    HttpClient client = SHARED[0];
    if (client == null) {
      client =
          HttpClient.newBuilder()
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(Duration.ofMillis(DEFAULT_TIMEOUT_MS))
              .build();
      SHARED[0] = client;
    }
    return client;
  }

  @Override
  public ObjectNode call(Request request) throws FetchFailure {
    long timeoutMs = request.timeoutMs() > 0 ? request.timeoutMs() : DEFAULT_TIMEOUT_MS;
    Redirects at = new Redirects(target(request.url()), request.method(), request);
    for (int hops = 0; hops <= MOST_REDIRECTS; hops++) {
      HttpResponse<byte[]> response = send(at, timeoutMs);
      if (!at.follow(response)) {
        return answer(response);
      }
    }
    throw FetchFailure.of("more than " + MOST_REDIRECTS + " redirects");
  }

  private static URI target(String url) throws FetchFailure {
    WebUrl parsed = WebUrl.parse(url, null);
    if (parsed == null) {
      throw FetchFailure.of("not a URL: " + url);
    }
    try {
      return URI.create(parsed.withHash("").href());
    } catch (IllegalArgumentException e) {
      throw FetchFailure.of("not a URL that can be fetched: " + url);
    }
  }

  private HttpResponse<byte[]> send(Redirects at, long timeoutMs) throws FetchFailure {
    check(at.target());
    long millis = Math.max(1, Math.min(timeoutMs, guard.leftMs()));
    CompletableFuture<HttpResponse<byte[]>> call =
        client().sendAsync(at.request(Duration.ofMillis(millis)), BoundedBody.upTo(maxBytes));
    try {
      // The client's own limit ends with the head; a body may drip for ever.
      return call.get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw tooLate(at, millis);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FetchFailure refused) {
        throw refused;
      }
      if (e.getCause() instanceof HttpTimeoutException) {
        throw tooLate(at, millis);
      }
      throw FetchFailure.of(
          "no answer from " + at.target().getHost() + ": " + reason(e.getCause()));
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
      throw FetchFailure.of("interrupted");
    } finally {
      if (!call.isDone()) {
        call.cancel(true);
      }
    }
  }

  private static FetchFailure tooLate(Redirects at, long millis) {
    return FetchFailure.timeout(
        "no answer from " + at.target().getHost() + " within " + millis + " ms");
  }

  private void check(URI target) throws FetchFailure {
    String scheme = String.valueOf(target.getScheme());
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw FetchFailure.of("only http and https can be fetched, not " + scheme);
    }
    if (allowed.none()) {
      throw FetchFailure.of("outbound HTTP is switched off on this worker");
    }
    if (!allowed.allows(target)) {
      throw FetchFailure.of("this worker does not allow requests to " + target.getAuthority());
    }
  }

  private static String reason(@Nullable Throwable cause) {
    if (cause == null) {
      return "it broke off";
    }
    if (cause instanceof java.net.ConnectException) {
      return "connection refused";
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  private static ObjectNode answer(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    ObjectNode answer = JSON.createObjectNode();
    answer.put("ok", status >= 200 && status < 300);
    answer.put("status", status);
    answer.put("statusText", StatusText.of(status));
    answer.set("headers", headers(response.headers()));
    answer.set("body", body(response));
    return answer;
  }

  /** By name in lower case. What HTTP/2 calls {@code :status} is no header to anybody but it. */
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

  private static JsonNode body(HttpResponse<byte[]> response) {
    String type = response.headers().firstValue("content-type").orElse("");
    String text = new String(response.body(), charset(type));
    try {
      JsonNode parsed = text.isBlank() ? null : JSON.readTree(text);
      return parsed == null || parsed.isMissingNode()
          ? JSON.getNodeFactory().textNode(text)
          : parsed;
    } catch (JsonProcessingException notJson) {
      return JSON.getNodeFactory().textNode(text);
    }
  }

  private static Charset charset(String contentType) {
    Matcher found = CHARSET.matcher(contentType);
    try {
      return found.find() ? Charset.forName(found.group(1)) : StandardCharsets.UTF_8;
    } catch (IllegalArgumentException unknown) {
      return StandardCharsets.UTF_8;
    }
  }

  /** Where a request is by now, as the Fetch standard follows redirects. */
  private static final class Redirects {
    private static final List<String> PERSONAL =
        List.of("authorization", "cookie", "proxy-authorization");

    private URI target;
    private String method;
    private final Map<String, String> headers = new HashMap<>();
    private String body;

    Redirects(URI target, String method, Request request) {
      this.target = target;
      this.method = method;
      this.body = request.body();
      request
          .headers()
          .properties()
          .forEach(h -> headers.put(h.getKey().toLowerCase(Locale.ROOT), h.getValue().asText()));
      if (request.hasBody()) {
        headers.putIfAbsent(
            "content-type", request.json() ? "application/json" : "text/plain;charset=UTF-8");
      }
    }

    URI target() {
      return target;
    }

    HttpRequest request(Duration timeout) throws FetchFailure {
      try {
        HttpRequest.Builder request =
            HttpRequest.newBuilder(target)
                .timeout(timeout)
                .method(
                    method,
                    body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        headers.forEach(request::setHeader);
        return request.build();
      } catch (IllegalArgumentException e) {
        throw FetchFailure.of("not a request that can be made: " + e.getMessage());
      }
    }

    boolean follow(HttpResponse<byte[]> response) throws FetchFailure {
      if (!BoundedBody.isRedirect(response.statusCode(), response.headers())) {
        return false;
      }
      int status = response.statusCode();
      String location = response.headers().firstValue("location").orElse("");
      WebUrl next = WebUrl.parse(location, WebUrl.parse(target.toString(), null));
      if (next == null) {
        throw FetchFailure.of("redirected to what is no URL: " + location);
      }
      URI before = target;
      target = HttpFetch.target(next.href());
      if (status == 303 || ((status == 301 || status == 302) && method.equals("POST"))) {
        method = method.equals("HEAD") ? "HEAD" : "GET";
        body = "";
        headers.remove("content-type");
      }
      if (!String.valueOf(before.getAuthority()).equalsIgnoreCase(target.getAuthority())
          || !before.getScheme().equals(target.getScheme())) {
        PERSONAL.forEach(headers::remove);
      }
      return true;
    }
  }
}
