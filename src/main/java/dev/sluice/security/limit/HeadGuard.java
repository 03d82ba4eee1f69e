package dev.sluice.security.limit;

import dev.sluice.http.ConnectionEnd;
import dev.sluice.http.ProblemAnswer;
import dev.sluice.http.ProblemException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;

/**
 * Refuses long request lines and headers with a problem that says how long they may be. Vert.x has
 * limits of its own, in {@code application.properties}, and answers without a body beyond those; so
 * they are larger than these.
 */
@Singleton
final class HeadGuard {
  /** Before every other check: all of them read the target or headers. */
  private static final int FIRST = -2_000_001;

  /** Bytes of the request line: method, target and version. */
  static final int REQUEST_LINE = 4096;

  /** Bytes of all headers, with their names and line ends. */
  static final int HEADERS = 20 << 10;

  /** Two spaces and {@code HTTP/1.1}. */
  private static final int AROUND_TARGET = 10;

  /** {@code ": "} and the line end. */
  private static final int AROUND_HEADER = 4;

  private final ProblemAnswer problems;

  HeadGuard(ProblemAnswer problems) {
    this.problems = problems;
  }

  void register(@Observes Router router) {
    router.route().order(FIRST).handler(this::check);
  }

  private void check(RoutingContext context) {
    HttpServerRequest request = context.request();
    int line = request.method().name().length() + request.uri().length() + AROUND_TARGET;
    int headers = headers(request);
    if (line > REQUEST_LINE) {
      refuse(
          context,
          414,
          "uri_too_long",
          "the request line may have %d bytes, and has %d",
          REQUEST_LINE,
          line);
    } else if (headers > HEADERS) {
      refuse(
          context,
          431,
          "headers_too_large",
          "the headers may have %d bytes, and have %d",
          HEADERS,
          headers);
    } else {
      context.next();
    }
  }

  private static int headers(HttpServerRequest request) {
    int bytes = 0;
    for (Map.Entry<String, String> header : request.headers()) {
      bytes += header.getKey().length() + header.getValue().length() + AROUND_HEADER;
    }
    return bytes;
  }

  private void refuse(
      RoutingContext context, int status, String code, String detail, int limit, int bytes) {
    // The body is not read, so the connection cannot be used again.
    ConnectionEnd.announce(context);
    problems.send(
        context, ProblemException.of(status, code, detail.formatted(limit, bytes)).problem());
  }
}
