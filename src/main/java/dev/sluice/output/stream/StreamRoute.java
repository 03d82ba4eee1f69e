package dev.sluice.output.stream;

import dev.sluice.http.ProblemAnswer;
import dev.sluice.http.ResponsePump;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * {@code GET /v1/jobs/{id}/stream}: opens the gate and tails the job as server-sent events. A
 * Vert.x route rather than a resource method, since ready frames go to the socket as they are, one
 * encoding for all readers, at the socket's pace.
 */
@Singleton
final class StreamRoute {
  static final String MEDIA_TYPE = "text/event-stream;charset=UTF-8";

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
    Context loop = Vertx.currentContext();
    problems.guard(
        context,
        () -> {
          StreamRequest request = StreamRequest.of(context.request(), context.pathParam("id"));
          return streams.open(request).invoke(opened -> answer(context, loop, opened));
        });
  }

  private static void answer(RoutingContext routing, Context loop, OpenStream opened) {
    HttpServerResponse response = routing.response();
    JobReader reader = opened.reader();
    if (response.closed()) {
      opened.leave().run();
      return;
    }
    if (reader == null) {
      opened.leave().run();
      response.setStatusCode(204).end();
      return;
    }
    response
        .putHeader("Content-Type", MEDIA_TYPE)
        .putHeader("Cache-Control", "no-cache, no-transform")
        .putHeader("X-Accel-Buffering", "no");
    if (routing.request().method() == HttpMethod.HEAD) {
      opened.leave().run();
      response.end();
      return;
    }
    response.setChunked(true);
    reader
        .frames(task -> loop.runOnContext(v -> task.run()))
        .subscribe(new ResponsePump(response, opened.leave()));
  }
}
