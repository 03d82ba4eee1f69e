package dev.sluice.task.events;

import dev.sluice.http.Numbers;
import dev.sluice.http.ProblemAnswer;
import dev.sluice.http.ProblemException;
import dev.sluice.sse.ResponsePump;
import dev.sluice.task.TaskConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/tasks/events}: follows the registry as server-sent events. A Vert.x route, since
 * ready frames go to the socket as they are, one encoding for all readers, at the socket's pace.
 */
@Singleton
final class EventRoute {
  private static final Set<String> PARAMETERS = Set.of("after", "from", "access_token");

  private final TaskEvents events;
  private final EventFrames frames;
  private final EventNews news;
  private final TaskConfig config;
  private final ProblemAnswer problems;

  EventRoute(
      TaskEvents events,
      EventFrames frames,
      EventNews news,
      TaskConfig config,
      ProblemAnswer problems) {
    this.events = events;
    this.frames = frames;
    this.news = news;
    this.config = config;
    this.problems = problems;
  }

  void register(@Observes Router router) {
    router.route(HttpMethod.GET, "/v1/tasks/events").handler(this::stream);
    router.route(HttpMethod.HEAD, "/v1/tasks/events").handler(this::stream);
  }

  private void stream(RoutingContext routing) {
    Context loop = Vertx.currentContext();
    problems.guard(
        routing,
        () ->
            start(routing.request())
                .map(seen -> new EventReader(seen, events, frames, news, config.keepAlive()))
                .invoke(reader -> answer(routing, loop, reader)));
  }

  /** Number of the last event that the reader knows. */
  private Uni<Long> start(HttpServerRequest request) {
    for (String name : request.params().names()) {
      if (!PARAMETERS.contains(name)) {
        throw ProblemException.invalid(
            name, "unknown_parameter", "is not known here; known are after, from, access_token");
      }
    }
    String from = request.getParam("from");
    if (from != null && !from.equals("earliest") && !from.equals("latest")) {
      throw ProblemException.invalid("from", "invalid_value", "must be earliest or latest");
    }
    String header = request.getHeader("Last-Event-ID");
    if (header != null && !header.isEmpty()) {
      return Uni.createFrom().item(cursor("Last-Event-ID", header));
    }
    String after = request.getParam("after");
    if (after != null) {
      return Uni.createFrom().item(cursor("after", after));
    }
    if (!"earliest".equals(from)) {
      return Uni.createFrom().item(events.last());
    }
    return events
        .oldestFrom(1)
        .map(oldest -> oldest.map(event -> event.number() - 1).orElse(events.last()));
  }

  private long cursor(String source, String text) {
    long number;
    try {
      number = Numbers.parse(source, text, 0, 999_999_999_999_999L);
    } catch (ProblemException e) {
      throw ProblemException.invalid(source, "invalid_cursor", "must be the id of an event");
    }
    if (number > events.last()) {
      throw ProblemException.invalid(
          source, "cursor_out_of_range", "is past the last event, " + events.last());
    }
    return number;
  }

  private static void answer(RoutingContext routing, @Nullable Context loop, EventReader reader) {
    HttpServerResponse response = routing.response();
    if (response.closed()) {
      return;
    }
    response
        .putHeader("Content-Type", "text/event-stream;charset=UTF-8")
        .putHeader("Cache-Control", "no-cache, no-transform")
        .putHeader("X-Accel-Buffering", "no");
    if (routing.request().method() == HttpMethod.HEAD || loop == null) {
      response.end();
      return;
    }
    response.setChunked(true);
    reader
        .frames(task -> loop.runOnContext(v -> task.run()))
        .subscribe(new ResponsePump(response, () -> {}));
  }
}
