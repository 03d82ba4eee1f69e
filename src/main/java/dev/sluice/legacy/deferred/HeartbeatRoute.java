package dev.sluice.legacy.deferred;

import dev.sluice.http.ProblemAnswer;
import dev.sluice.http.QueryParameters;
import dev.sluice.http.RouteNeeds;
import dev.sluice.sse.ConnectionLoop;
import dev.sluice.sse.EndlessStreams;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * {@code GET /v1/heartbeats/stream}: follows the fleet as server-sent events. A Vert.x route and no
 * resource method: one encoding for all readers goes to each socket as it is, at the socket's pace.
 */
@Singleton
final class HeartbeatRoute {
  private static final String PATH = "/v1/heartbeats/stream";
  private static final Set<String> PARAMETERS = Set.of("access_token");

  private final Heartbeats heartbeats;
  private final EndlessStreams streams;
  private final ProblemAnswer problems;

  HeartbeatRoute(Heartbeats heartbeats, EndlessStreams streams, ProblemAnswer problems) {
    this.heartbeats = heartbeats;
    this.streams = streams;
    this.problems = problems;
  }

  static void declare(@Observes RouteNeeds needs) {
    needs.takeTickets(PATH);
  }

  void register(@Observes Router router) {
    router.route(HttpMethod.GET, PATH).handler(this::stream);
    router.route(HttpMethod.HEAD, PATH).handler(this::stream);
    problems.refuseOtherMethods(router, PATH);
  }

  private void stream(RoutingContext context) {
    Executor loop = ConnectionLoop.current();
    problems.guard(
        context,
        () -> {
          QueryParameters.check(context.request().params(), PARAMETERS);
          heartbeats.enter();
          streams.send(context.request(), heartbeats.frames(loop), loop, heartbeats::leave);
          return Uni.createFrom().voidItem();
        });
  }
}
