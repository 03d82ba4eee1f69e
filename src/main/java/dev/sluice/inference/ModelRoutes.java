package dev.sluice.inference;

import dev.sluice.http.JsonAnswer;
import dev.sluice.http.ProblemAnswer;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.function.Function;

/** {@code GET /v1/models} and {@code GET /v1/models/{id}} for clients of OpenAI's API. */
@Singleton
final class ModelRoutes {
  private static final String ALL = "/v1/models";
  private static final String ONE = ALL + "/:id";

  private final Models models;
  private final ProblemAnswer problems;

  ModelRoutes(Models models, ProblemAnswer problems) {
    this.models = models;
    this.problems = problems;
  }

  void register(@Observes Router router) {
    OpenAiErrors.attachTo(router, ALL + "*");
    get(router, ALL, context -> models.list());
    get(router, ONE, context -> models.get(context.pathParam("id")));
    // The id of a model may have slashes.
    router
        .routeWithRegex(HttpMethod.GET, ALL + "/(?<id>.+/.+)")
        .handler(context -> send(context, routed -> models.get(routed.pathParam("id"))));
  }

  private void get(Router router, String path, Function<RoutingContext, Object> answer) {
    router.route(HttpMethod.GET, path).handler(context -> send(context, answer));
    problems.refuseOtherMethods(router, path);
  }

  private void send(RoutingContext context, Function<RoutingContext, Object> answer) {
    problems.guard(
        context,
        () ->
            Uni.createFrom()
                .item(() -> answer.apply(context))
                .invoke(value -> JsonAnswer.send(context, value)));
  }
}
