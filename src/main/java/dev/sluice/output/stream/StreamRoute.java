package dev.sluice.output.stream;

import dev.sluice.http.ProblemAnswer;
import dev.sluice.sse.EventStream;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.Executor;

/**
 * {@code GET /v1/jobs/{id}/stream}: opens the gate and tails the job as server-sent events. A
 * Vert.x route rather than a resource method, since ready frames go to the socket as they are, one
 * encoding for all readers, at the socket's pace.
 */
@Singleton
final class StreamRoute {
  private final JobStreams streams;
  private final ProblemAnswer problems;

  StreamRoute(JobStreams streams, ProblemAnswer problems) {
    this.streams = streams;
    this.problems = problems;
  }

  void register(@Observes Router router) {
    router.route(HttpMethod.GET, "/v1/jobs/:id/stream").handler(this::stream);
    router.route(HttpMethod.HEAD, "/v1/jobs/:id/stream").handler(this::stream);
  }

  private void stream(RoutingContext context) {
    // The connection's own event loop: the reader does all its work there.
    Executor loop = EventStream.connectionLoop();
    problems.guard(
        context,
        () -> {
          StreamRequest request = StreamRequest.of(context.request(), context.pathParam("id"));
          return streams.open(request).invoke(opened -> answer(context, loop, opened));
        });
  }

  private static void answer(RoutingContext routing, Executor loop, OpenStream opened) {
    JobReader reader = opened.reader();
    if (reader != null) {
      EventStream.send(routing.request(), reader.frames(loop), opened.leave());
      return;
    }
    opened.leave().run();
    HttpServerResponse response = routing.response();
    if (!response.closed()) {
      response.setStatusCode(204).end();
    }
  }
}
