package dev.sluice.source.http;

import dev.sluice.outbound.OutboundException;
import dev.sluice.outbound.OutboundHttp;
import dev.sluice.outbound.OutboundPolicy;
import dev.sluice.outbound.OutboundRequest;
import dev.sluice.outbound.SameOrigin;
import dev.sluice.source.SourceContext;
import dev.sluice.source.SourceException;
import dev.sluice.time.Backoff;
import dev.sluice.time.Deadline;
import dev.sluice.time.Pause;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Sends GET requests to a registry and repeats them after a failure that may pass (429, 5xx, a
 * connection that fails or breaks). A registry can redirect the client neither to a file, nor its
 * credentials to another host.
 */
final class RegistryClient {
  static final Backoff BACKOFF = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(30));

  private static final int MOST_TRIES = 5;
  private static final int MOST_REDIRECTS = 5;

  private final OutboundHttp http =
      new OutboundHttp(
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .connectTimeout(Duration.ofSeconds(10)));

  private final URI trusted;
  private final Credentials credentials;
  private final Duration requestTimeout;
  private final SourceContext context;

  /**
   * @param trusted the server that the credentials are for: its scheme, host and port
   */
  RegistryClient(
      URI trusted, Credentials credentials, Duration requestTimeout, SourceContext context) {
    this.trusted = trusted;
    this.credentials = credentials;
    this.requestTimeout = requestTimeout;
    this.context = context;
  }

  /**
   * @param body empty if it has not changed
   * @param etag null if the server sent none
   */
  record Answer(byte[] body, @Nullable String etag, boolean notModified) {}

  /** Limits one call; the time limit of a request ends with the last byte of its body. */
  private record Limits(long maxBytes, Duration requestTimeout, Deadline deadline)
      implements OutboundPolicy {
    @Override
    public int maxRedirects() {
      return MOST_REDIRECTS;
    }

    @Override
    public Duration timeLeft() {
      Duration left = deadline.left();
      return left.compareTo(requestTimeout) < 0 ? left : requestTimeout;
    }

    @Override
    public void admit(URI from, URI target) throws OutboundException {
      boolean allowed =
          "https".equals(target.getScheme())
              || ("http".equals(target.getScheme()) && "http".equals(from.getScheme()));
      if (!allowed || target.getHost() == null) {
        String to = target.getScheme() == null ? "nowhere" : target.getScheme() + ":";
        throw OutboundException.refused("redirects to " + to + ", which is not followed");
      }
    }
  }

  /**
   * @param etag of the caller's copy; null without a copy
   * @param limit most bytes of the body, also after decompression
   * @throws SourceException if every try failed, or the next one would begin after {@code deadline}
   */
  Answer get(URI uri, @Nullable String etag, long limit, Deadline deadline)
      throws SourceException, InterruptedException {
    Limits limits = new Limits(limit, requestTimeout, deadline);
    for (int tries = 1; ; tries++) {
      SourceException failure;
      Optional<Duration> retryAfter = Optional.empty();
      try {
        HttpResponse<byte[]> response = http.send(request(uri, etag), limits);
        int status = response.statusCode();
        if (status == 200 || (status == 304 && etag != null)) {
          return answer(uri, response, limit);
        }
        failure = refused(uri, status);
        if (status != 429 && status < 500) {
          throw failure;
        }
        retryAfter =
            response
                .headers()
                .firstValue("Retry-After")
                .flatMap(value -> RetryAfter.parse(value, context.clock()));
      } catch (OutboundException e) {
        failure = failed(uri, e);
      } catch (IOException e) {
        failure = new SourceException("unreachable", where(uri) + " failed: " + e.getMessage(), e);
      }
      Duration wait = retryAfter.orElse(BACKOFF.after(tries, context.jitter().getAsDouble()));
      if (tries == MOST_TRIES || wait.compareTo(deadline.left()) >= 0) {
        throw failure;
      }
      Pause.of(wait, context.timers());
    }
  }

  private OutboundRequest request(URI uri, @Nullable String etag) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Accept", "application/json");
    headers.put("Accept-Encoding", "gzip");
    if (etag != null) {
      headers.put("If-None-Match", etag);
    }
    boolean withCredentials = !credentials.isEmpty() && SameOrigin.of(trusted, uri);
    return OutboundRequest.get(
        uri,
        headers,
        withCredentials ? Map.of(credentials.header(), credentials.value()) : Map.of());
  }

  private static SourceException refused(URI uri, int status) {
    String code =
        switch (status) {
          case 401, 403 -> "unauthorized";
          case 404, 410 -> "not_found";
          case 429 -> "rate_limited";
          // Without a location: a redirect with one was followed.
          case 301, 302, 303, 307, 308 -> "bad_redirect";
          default -> status >= 500 ? "unavailable" : "unexpected_status";
        };
    return new SourceException(code, where(uri) + " answered " + status);
  }

  /**
   * Returns a failure that may pass.
   *
   * @throws SourceException for one that another try would not change
   */
  private static SourceException failed(URI uri, OutboundException e) throws SourceException {
    String where = where(uri) + " ";
    return switch (e.reason()) {
      case TIMEOUT, UNREACHABLE ->
          new SourceException("unreachable", where + "failed: " + e.getMessage(), e);
      case TOO_LARGE -> throw new SourceException("too_large", where + e.getMessage(), e);
      case TOO_MANY_REDIRECTS ->
          throw new SourceException("redirect_loop", where + "redirects without end", e);
      case REFUSED -> throw new SourceException("bad_redirect", where + e.getMessage(), e);
      case BAD_REDIRECT ->
          throw new SourceException("bad_redirect", where + "redirects to an invalid address", e);
      // Without the cause's text, which may quote the credentials.
      case INVALID_REQUEST ->
          throw new SourceException("internal_error", where + "cannot be sent with its headers");
    };
  }

  private static Answer answer(URI uri, HttpResponse<byte[]> response, long limit)
      throws IOException, SourceException {
    String etag = response.headers().firstValue("ETag").orElse(null);
    if (response.statusCode() == 304) {
      return new Answer(new byte[0], etag, true);
    }
    boolean gzip =
        response
            .headers()
            .firstValue("Content-Encoding")
            .filter("gzip"::equalsIgnoreCase)
            .isPresent();
    return new Answer(gzip ? inflate(uri, response.body(), limit) : response.body(), etag, false);
  }

  private static byte[] inflate(URI uri, byte[] body, long limit)
      throws IOException, SourceException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      byte[] bytes = in.readNBytes(Math.toIntExact(limit + 1));
      if (bytes.length > limit) {
        throw new SourceException(
            "too_large", where(uri) + " sent more than " + limit + " bytes after decompression");
      }
      return bytes;
    }
  }

  private static String where(URI uri) {
    return "GET " + uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
  }
}
