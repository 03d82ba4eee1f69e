package dev.sluice.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.stream.IntStream;

/** Answers with a problem where Quarkus and Vert.x would send a page of their own. */
@Singleton
final class FrameworkErrors {
  private static final int FIRST = -2_000_000;

  /** After the answers to preflights of other origins, before the check of credentials. */
  private static final int BEFORE_CREDENTIALS = -1_100_000;

  private final ProblemAnswer problems;
  private final AllowedMethods methods;

  FrameworkErrors(ProblemAnswer problems, AllowedMethods methods) {
    this.problems = problems;
    this.methods = methods;
  }

  void register(@Observes Router router) {
    router.route().order(FIRST).handler(this::onlyUris).failureHandler(this::failed);
    IntStream.of(400, 404, 405, 406, 413, 415)
        .forEach(status -> router.errorHandler(status, c -> problems.send(c, status)));
    router.route(HttpMethod.OPTIONS, "/v1/*").order(BEFORE_CREDENTIALS).handler(this::options);
    router.route(HttpMethod.OPTIONS, "/health").handler(this::options);
    router.route("/q/*").order(FIRST).handler(this::onlyReading);
  }

  private void failed(RoutingContext context) {
    int status = context.statusCode();
    if (status >= 400 && status < 500) {
      problems.send(context, status);
    } else {
      context.next();
    }
  }

  /** {@code app.Main} disables Quarkus's own check, which answers without a body. */
  private void onlyUris(RoutingContext context) {
    try {
      URI.create(context.request().uri());
      context.next();
    } catch (IllegalArgumentException e) {
      problems.send(context, 400);
    }
  }

  private void options(RoutingContext context) {
    String allow = methods.of(context.normalizedPath());
    if (allow.isEmpty()) {
      problems.send(context, 404);
    } else {
      context.response().putHeader("Allow", allow).setStatusCode(204).end();
    }
  }

  private void onlyReading(RoutingContext context) {
    HttpMethod method = context.request().method();
    if (method == HttpMethod.GET || method == HttpMethod.HEAD) {
      context.next();
    } else {
      context.response().putHeader("Allow", "GET, HEAD");
      problems.send(context, 405);
    }
  }
}
