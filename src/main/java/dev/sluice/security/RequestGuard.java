package dev.sluice.security;

import dev.sluice.http.Caller;
import dev.sluice.http.ConnectionEnd;
import dev.sluice.http.Identification;
import dev.sluice.http.ProblemAnswer;
import dev.sluice.http.ProblemException;
import dev.sluice.http.RouteNeeds;
import dev.sluice.security.limit.BodyDeadline;
import dev.sluice.security.limit.BodyReader;
import dev.sluice.security.limit.TokenThrottle;
import dev.sluice.token.Scope;
import dev.sluice.wire.HeaderNames;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.Executor;

/**
 * Checks every API call before its route sees it: whether the caller has a scope that the route
 * needs, and whether the body is within the route's limit.
 */
@Singleton
final class RequestGuard {
  /** After {@link BrowserGuard}. */
  private static final int ORDER = -1_000_000;

  /** Bytes; the {@code quarkus.http.limits.max-body-size} of this server. */
  private static final int MOST_UNDECLARED = 16 << 20;

  private static final Uni<Void> NOTHING = Uni.createFrom().voidItem();

  private static final String UNAUTHORIZED =
      "Authorization must be Bearer and a token of this server: one of its token file, or,"
          + " where it has none, the one in the file token of its data directory, or one of its"
          + " OIDC provider; commands and agents send SLUICE_API_TOKEN";

  private static final ProblemException TOO_MANY =
      ProblemException.of(
          429,
          "too_many_wrong_tokens",
          "Authorization or Sluice-Lease was wrong too often from this address; correct ones are"
              + " accepted");

  private final Callers callers;
  private final TokenThrottle throttle;
  private final BodyReader bodies;
  private final ProblemAnswer problems;
  private final Event<RouteNeeds> collectNeeds;
  private final RouteNeeds needs = new RouteNeeds();

  RequestGuard(
      Callers callers,
      TokenThrottle throttle,
      BodyReader bodies,
      ProblemAnswer problems,
      Event<RouteNeeds> collectNeeds) {
    this.callers = callers;
    this.throttle = throttle;
    this.bodies = bodies;
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
    RouteNeeds.Need need = needs.of(context.request().method(), context.normalizedPath());
    if (!need.isScope()) {
      checkLength(context, need);
      return;
    }
    Executor loop = connectionLoop();
    problems.guard(
        context,
        () ->
            callers
                .of(context, needs, need)
                .emitOn(loop)
                .invoke(caller -> enter(context, need, caller)));
  }

  private void enter(RoutingContext context, RouteNeeds.Need need, Identification identification) {
    if (identification instanceof Identification.Undecided undecided) {
      refuseUndecided(context, undecided);
    } else if (identification instanceof Identification.Known known) {
      known.caller().attachTo(context);
      if (need.anyOf().stream().anyMatch(known.caller()::may)) {
        checkLength(context, need);
      } else {
        refuseScope(context, known.caller(), need);
      }
    } else if (identification instanceof Identification.Refused refused) {
      refuseStranger(context, true, refused.why());
    } else {
      HttpServerRequest request = context.request();
      boolean tried =
          request.getHeader("Authorization") != null || request.getParam("access_token") != null;
      refuseStranger(context, tried, UNAUTHORIZED);
    }
  }

  private void checkLength(RoutingContext context, RouteNeeds.Need need) {
    HttpServerRequest request = context.request();
    boolean bounded = !needs.readsOwnBody(request.method(), context.normalizedPath());
    if (bounded && declaredLength(request) > need.maxBody()) {
      // The body is not read, so the connection cannot be used again.
      ConnectionEnd.announce(context);
      refuse(context, 413, "body_too_large", "body may have " + need.maxBody() + " bytes");
    } else if (need.isScope() && !mayHaveBody(request)) {
      context.next();
    } else {
      checkHeadAndRead(context, need);
    }
  }

  private void refuseUndecided(RoutingContext context, Identification.Undecided undecided) {
    long seconds = Math.max(1, undecided.retryAfter().plusMillis(999).toSeconds());
    context.response().putHeader("Retry-After", Long.toString(seconds));
    refuse(
        context,
        503,
        "oidc_unavailable",
        "the OIDC provider did not answer, so the token cannot be checked; try again");
  }

  /**
   * @param tried whether the caller has sent a credential
   */
  private void refuseStranger(RoutingContext context, boolean tried, String why) {
    if (tried && isThrottled(context)) {
      problems.send(context, TOO_MANY.problem());
    } else {
      context.response().putHeader("WWW-Authenticate", "Bearer");
      refuse(context, 401, "unauthorized", why);
    }
  }

  /** Counts a wrong token or secret. */
  private boolean isThrottled(RoutingContext context) {
    if (throttle.takesWrongToken(context.request().remoteAddress().hostAddress())) {
      return false;
    }
    ConnectionEnd.announce(context);
    context.response().putHeader("Retry-After", "1");
    return true;
  }

  private void refuseScope(RoutingContext context, Caller caller, RouteNeeds.Need need) {
    String scopes = Scope.text(need.anyOf(), " ");
    String has = Scope.text(caller.token().scopes(), ", ");
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
            + (has.isEmpty() ? "none" : has));
  }

  /** Reads the body of a known caller. */
  private void checkHeadAndRead(RoutingContext context, RouteNeeds.Need need) {
    HttpServerRequest request = context.request();
    Executor loop = connectionLoop();
    problems.guard(
        context,
        () ->
            needs
                .checkHead(request, context.normalizedPath())
                .emitOn(loop)
                .onFailure(failure -> isWrongSecret(failure, request) && isThrottled(context))
                .transform(failure -> TOO_MANY)
                .chain(() -> takeBody(context, need))
                .invoke(done -> context.next()));
  }

  private Uni<Void> takeBody(RoutingContext context, RouteNeeds.Need need) {
    HttpServerRequest request = context.request();
    if (needs.readsOwnBody(request.method(), context.normalizedPath())) {
      BodyDeadline.leaveToRoute(context);
      return NOTHING;
    }
    if (needs.findsBodyRead(context.normalizedPath())) {
      return readBody(context, need.maxBody());
    }
    if (!mayHaveBody(request)) {
      return NOTHING;
    }
    long declared = declaredLength(request);
    if (declared > 0 || isHttp2(request)) {
      // RESTEasy reads it: it can use no request of HTTP/2 that was read before.
      return bodies.reserve(context, declared > 0 ? (int) declared : MOST_UNDECLARED);
    }
    return readBody(context, need.maxBody());
  }

  private Uni<Void> readBody(RoutingContext context, int limit) {
    return bodies
        .read(context, limit)
        .invoke(((RoutingContextInternal) context)::setBody)
        .replaceWithVoid();
  }

  /**
   * Runs on the event loop of the connection, at once when it is there already: a check that asks
   * the store ends on another thread, and the parts of a body come on this one.
   */
  private static Executor connectionLoop() {
    Context loop = Vertx.currentContext();
    return work -> {
      if (Vertx.currentContext() == loop) {
        work.run();
      } else {
        loop.runOnContext(back -> work.run());
      }
    };
  }

  /**
   * A former lease of the attempt does not count as wrong: its holder passes the check of the head.
   */
  private static boolean isWrongSecret(Throwable failure, HttpServerRequest request) {
    if (!(failure instanceof ProblemException refused)) {
      return false;
    }
    int status = refused.problem().status();
    return (status == 401 && request.getHeader("Authorization") != null)
        || (status == 409 && request.getHeader(HeaderNames.LEASE) != null);
  }

  /** Requests of HTTP/2 need not announce their body. */
  private static boolean mayHaveBody(HttpServerRequest request) {
    return declaredLength(request) > 0
        || request.getHeader("Transfer-Encoding") != null
        || (isHttp2(request)
            && request.getHeader("Content-Length") == null
            && !request.method().equals(HttpMethod.GET)
            && !request.method().equals(HttpMethod.HEAD));
  }

  private static boolean isHttp2(HttpServerRequest request) {
    return request.version() == HttpVersion.HTTP_2;
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
