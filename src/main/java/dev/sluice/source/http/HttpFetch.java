package dev.sluice.source.http;

import dev.sluice.source.SourceContext;
import dev.sluice.source.SourceException;
import dev.sluice.source.http.LimitedBody.TooLargeException;
import dev.sluice.time.Backoff;
import dev.sluice.time.Deadline;
import dev.sluice.time.Pause;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * GETs that do not give up at once: what may heal (429, 5xx, a connection that fails or breaks) is
 * asked for again. Redirects are followed by hand, since a registry must not lead its reader to a
 * file, nor its reader's credentials to another host.
 */
final class HttpFetch {
  static final Backoff BACKOFF = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(30));

  private static final int MOST_TRIES = 5;
  private static final int MOST_REDIRECTS = 5;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  private final URI trusted;
  private final Credentials credentials;
  private final Duration requestTimeout;
  private final SourceContext context;

  /**
   * @param trusted whom the credentials are for: its scheme, host and port
   */
  HttpFetch(URI trusted, Credentials credentials, Duration requestTimeout, SourceContext context) {
    this.trusted = trusted;
    this.credentials = credentials;
    this.requestTimeout = requestTimeout;
    this.context = context;
  }

  /**
   * @param body empty if it has not changed
   * @param etag null if there is none
   */
  record Answer(byte[] body, @Nullable String etag, boolean notModified) {}

  /**
   * @param etag of what one has; null if one has nothing
   * @param limit bytes that the body may have, also after it was inflated
   * @throws SourceException if there is no good answer in the end, or {@code deadline} is too near
   */
  Answer get(URI uri, @Nullable String etag, long limit, Deadline deadline)
      throws SourceException, InterruptedException {
    for (int tries = 1; ; tries++) {
      SourceException failure;
      Optional<Duration> asked = Optional.empty();
      try {
        HttpResponse<byte[]> response = follow(uri, etag, limit, deadline);
        int status = response.statusCode();
        if (status == 200 || (status == 304 && etag != null)) {
          return answer(response, limit);
        }
        failure = refused(uri, status);
        if (status != 429 && status < 500) {
          throw failure;
        }
        asked =
            response
                .headers()
                .firstValue("Retry-After")
                .flatMap(value -> RetryAfter.parse(value, context.clock()));
      } catch (IOException e) {
        failure = new SourceException("unreachable", where(uri) + " " + reason(e), e);
      } catch (TooLargeException e) {
        throw new SourceException("too_large", where(uri) + " " + e.getMessage(), e);
      }
      Duration wait = asked.orElse(BACKOFF.after(tries, context.jitter().getAsDouble()));
      if (tries == MOST_TRIES || wait.compareTo(deadline.left()) >= 0) {
        throw failure;
      }
      Pause.of(wait, context.timers());
    }
  }

  private static SourceException refused(URI uri, int status) {
    String code =
        switch (status) {
          case 401, 403 -> "unauthorized";
          case 404, 410 -> "not_found";
          case 429 -> "rate_limited";
          default -> status >= 500 ? "unavailable" : "unexpected_status";
        };
    return new SourceException(code, where(uri) + " answered " + status);
  }

  private HttpResponse<byte[]> follow(
      URI first, @Nullable String etag, long limit, Deadline deadline)
      throws IOException, InterruptedException, SourceException {
    URI uri = first;
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      HttpResponse<byte[]> response = send(request(uri, etag), limit, deadline);
      int status = response.statusCode();
      if (status < 300 || status == 304 || status >= 400) {
        return response;
      }
      uri = target(uri, response);
    }
    throw new SourceException("redirect_loop", where(first) + " redirects without end");
  }

  private static URI target(URI from, HttpResponse<byte[]> response) throws SourceException {
    String location = response.headers().firstValue("Location").orElse("");
    URI target;
    try {
      target = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new SourceException("bad_redirect", where(from) + " redirects to what is no address");
    }
    boolean allowed =
        "https".equals(target.getScheme())
            || ("http".equals(target.getScheme()) && "http".equals(from.getScheme()));
    if (location.isEmpty() || !allowed || target.getHost() == null) {
      String to = target.getScheme() == null ? "nowhere" : target.getScheme() + ":";
      throw new SourceException(
          "bad_redirect", where(from) + " redirects to " + to + ", which is not followed");
    }
    return target;
  }

  private HttpRequest request(URI uri, @Nullable String etag) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(requestTimeout)
            .header("Accept", "application/json")
            .header("Accept-Encoding", "gzip");
    if (etag != null) {
      request.header("If-None-Match", etag);
    }
    if (!credentials.isEmpty() && isTrusted(uri)) {
      request.header(credentials.header(), credentials.value());
    }
    return request.build();
  }

  private boolean isTrusted(URI uri) {
    return SameOrigin.of(trusted, uri);
  }

  private HttpResponse<byte[]> send(HttpRequest request, long limit, Deadline deadline)
      throws IOException, InterruptedException {
    Duration left = deadline.left();
    Duration within = left.compareTo(requestTimeout) < 0 ? left : requestTimeout;
    CompletableFuture<HttpResponse<byte[]>> response =
        http.sendAsync(request, LimitedBody.upTo(limit));
    try {
      // The client's own time limit ends with the head; a body may drip for ever.
      return response.get(Math.max(1, within.toMillis()), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("did not answer within " + within.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TooLargeException tooLarge) {
        throw tooLarge;
      }
      if (e.getCause() instanceof IOException failed) {
        throw failed;
      }
      throw new IOException("could not be asked", e.getCause());
    } finally {
      response.cancel(true);
    }
  }

  private static Answer answer(HttpResponse<byte[]> response, long limit) throws IOException {
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
    return new Answer(gzip ? inflate(response.body(), limit) : response.body(), etag, false);
  }

  private static byte[] inflate(byte[] body, long limit) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      byte[] bytes = in.readNBytes(Math.toIntExact(limit + 1));
      if (bytes.length > limit) {
        throw new TooLargeException(limit);
      }
      return bytes;
    }
  }

  private static String where(URI uri) {
    return "GET " + uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
  }

  private static String reason(IOException e) {
    if (e instanceof java.net.ConnectException) {
      return "cannot be reached";
    }
    return e.getMessage() == null ? "failed" : "failed: " + e.getMessage();
  }
}
