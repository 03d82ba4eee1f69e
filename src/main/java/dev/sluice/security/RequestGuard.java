package dev.sluice.security;

import dev.sluice.http.BodyReader;
import dev.sluice.http.Caller;
import dev.sluice.http.ProblemAnswer;
import dev.sluice.http.ProblemException;
import dev.sluice.http.RouteNeeds;
import dev.sluice.token.Scope;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Checks every API call before its route sees it: whether the caller has a scope that the route
 * needs, and whether the body is within the route's limit.
 */
@Singleton
final class RequestGuard {
  /** After {@link BrowserGuard}. */
  private static final int ORDER = -1_000_000;

  private static final ProblemException UNAUTHORIZED =
      ProblemException.of(
          401,
          "unauthorized",
          "Authorization must be Bearer and a token of this server, such as the one in the file"
              + " token of its data directory; commands and agents send SLUICE_API_TOKEN");

  private final Callers callers;
  private final ProblemAnswer problems;
  private final Event<RouteNeeds> collectNeeds;
  private final RouteNeeds needs = new RouteNeeds();

  RequestGuard(Callers callers, ProblemAnswer problems, Event<RouteNeeds> collectNeeds) {
    this.callers = callers;
    this.problems = problems;
    this.collectNeeds = collectNeeds;
  }

  void register(@Observes Router router) {
    collectNeeds.fire(needs);
    router.route("/v1/*").order(ORDER).handler(this::check);
    router.route("/api/*").order(ORDER).handler(this::check);
  }

  /** Whether a ticket opens this path. */
  boolean takesTicket(String path) {
    return needs.takesTicket(path);
  }

  private void check(RoutingContext context) {
    HttpServerRequest request = context.request();
    RouteNeeds.Need need = needs.of(request.method(), context.normalizedPath());
    Caller caller = need.isScope() ? callers.of(context, needs) : null;
    if (need.isScope() && caller == null) {
      context.response().putHeader("WWW-Authenticate", "Bearer");
      problems.send(context, UNAUTHORIZED.problem());
    } else if (caller != null && need.anyOf().stream().noneMatch(caller::may)) {
      refuseScope(context, caller, need);
    } else if (declaredLength(request) > need.maxBody()) {
      // The body is not read, so the connection cannot be used again.
      context.response().putHeader("Connection", "close");
      refuse(context, 413, "body_too_large", "body may have " + need.maxBody() + " bytes");
    } else if (need.isScope() && isChunked(request)) {
      readFirst(context, need.maxBody());
    } else {
      context.next();
    }
  }

  private void refuseScope(RoutingContext context, Caller caller, RouteNeeds.Need need) {
    String scopes = Scope.text(need.anyOf(), " ");
    context
        .response()
        .putHeader(
            "WWW-Authenticate", "Bearer error=\"insufficient_scope\", scope=\"" + scopes + "\"");
    refuse(
        context,
        403,
        "insufficient_scope",
        "the token "
            + caller.token().name()
            + " must have the scope "
            + Scope.text(need.anyOf(), " or ")
            + ", and has "
            + Scope.text(caller.token().scopes(), ", "));
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
