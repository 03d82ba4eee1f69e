package dev.sluice.security;

import dev.sluice.http.BearerToken;
import dev.sluice.http.BodyReader;
import dev.sluice.http.ProblemAnswer;
import dev.sluice.http.ProblemException;
import dev.sluice.http.RouteNeeds;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * Checks every API call before its route sees it: whether the caller has the credential that the
 * route needs, and whether the body is within the route's limit.
 */
@Singleton
final class RequestGuard {
  /** After {@link BrowserGuard}. */
  private static final int ORDER = -1_000_000;

  private final ApiToken token;
  private final ProblemAnswer problems;
  private final Event<RouteNeeds> collectNeeds;
  private final RouteNeeds needs = new RouteNeeds();

  RequestGuard(ApiToken token, ProblemAnswer problems, Event<RouteNeeds> collectNeeds) {
    this.token = token;
    this.problems = problems;
    this.collectNeeds = collectNeeds;
  }

  void register(@Observes Router router) {
    collectNeeds.fire(needs);
    router.route("/v1/*").order(ORDER).handler(this::check);
    router.route("/api/*").order(ORDER).handler(this::check);
  }

  private void check(RoutingContext context) {
    HttpServerRequest request = context.request();
    RouteNeeds.Need need = needs.of(request.method(), context.normalizedPath());
    boolean needsToken = need.credential() == RouteNeeds.Credential.API_TOKEN;
    if (needsToken && token.isConfigured() && !token.matches(credential(request))) {
      context.response().putHeader("WWW-Authenticate", "Bearer");
      refuse(
          context,
          401,
          "unauthorized",
          "Authorization must be Bearer and the API token; commands and agents send"
              + " SLUICE_API_TOKEN");
    } else if (declaredLength(request) > need.maxBody()) {
      // The body is not read, so the connection cannot be used again.
      context.response().putHeader("Connection", "close");
      refuse(context, 413, "body_too_large", "body may have " + need.maxBody() + " bytes");
    } else if (needsToken && isChunked(request)) {
      readFirst(context, need.maxBody());
    } else {
      context.next();
    }
  }

  /** Only reading shows the length of a chunked body. The route then finds the body read. */
  private void readFirst(RoutingContext context, int limit) {
    problems.guard(
        context,
        () ->
            BodyReader.read(context.request(), limit)
                .invoke(
                    body -> {
                      ((RoutingContextInternal) context).setBody(body);
                      context.next();
                    }));
  }

  private static boolean isChunked(HttpServerRequest request) {
    return request.getHeader("Transfer-Encoding") != null;
  }

  /** A browser's EventSource cannot send headers, so the token may stand in the query. */
  private static @Nullable String credential(HttpServerRequest request) {
    String bearer = BearerToken.of(request.getHeader("Authorization"));
    return bearer == null ? request.getParam("access_token") : bearer;
  }

  private static long declaredLength(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private void refuse(RoutingContext context, int status, String code, String detail) {
    problems.send(context, ProblemException.of(status, code, detail).problem());
  }
}
