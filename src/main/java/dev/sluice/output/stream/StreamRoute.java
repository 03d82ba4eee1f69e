package dev.sluice.output.stream;

import dev.sluice.http.Caller;
import dev.sluice.http.ProblemAnswer;
import dev.sluice.http.RouteNeeds;
import dev.sluice.sse.ConnectionLoop;
import dev.sluice.sse.EventStream;
import dev.sluice.token.Scope;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/jobs/{id}/stream}: opens the gate and tails the job as server-sent events. A
 * Vert.x route and no resource method: one encoding for all readers goes to each socket as it is,
 * at the socket's pace.
 */
@Singleton
final class StreamRoute {
  private final JobStreams streams;
  private final ProblemAnswer problems;

  StreamRoute(JobStreams streams, ProblemAnswer problems) {
    this.streams = streams;
    this.problems = problems;
  }

  static void declare(@Observes RouteNeeds needs) {
    needs.takeTickets("/v1/jobs/{id}/stream");
  }

  void register(@Observes Router router) {
    router.route(HttpMethod.GET, "/v1/jobs/:id/stream").handler(this::stream);
    router.route(HttpMethod.HEAD, "/v1/jobs/:id/stream").handler(this::stream);
    problems.refuseOtherMethods(router, "/v1/jobs/:id/stream");
  }

  private void stream(RoutingContext context) {
    // The connection's own event loop: the reader does all its work there.
    Executor loop = ConnectionLoop.current();
    HttpServerRequest request = context.request();
    problems.guard(
        context,
        () -> {
          StreamRequest asked =
              StreamRequest.of(
                  request.method(), request.headers(), request.params(), context.pathParam("id"));
          boolean maySubmit = Caller.of(context).may(Scope.SUBMIT);
          return streams
              .open(maySubmit ? asked : asked.withoutStart(), loop)
              .invoke(reader -> answer(request, reader));
        });
  }

  private void answer(HttpServerRequest request, @Nullable JobReader reader) {
    if (reader != null) {
      EventStream.send(request, reader.frames(), () -> streams.close(reader));
    } else if (!request.response().closed()) {
      request.response().setStatusCode(204).end();
    }
  }
}
