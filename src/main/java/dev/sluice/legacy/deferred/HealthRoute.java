package dev.sluice.legacy.deferred;

import dev.sluice.http.ProblemAnswer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * {@code GET /health}: 200 without a body as soon as the server answers; {@code /q/health} looks at
 * the store, too.
 */
@Singleton
final class HealthRoute {
  private static final String PATH = "/health";

  private final ProblemAnswer problems;

  HealthRoute(ProblemAnswer problems) {
    this.problems = problems;
  }

  void register(@Observes Router router) {
    router.route(HttpMethod.GET, PATH).handler(HealthRoute::answer);
    router.route(HttpMethod.HEAD, PATH).handler(HealthRoute::answer);
    problems.refuseOtherMethods(router, PATH);
  }

  private static void answer(RoutingContext context) {
    context.response().end();
  }
}
