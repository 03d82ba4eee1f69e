package dev.sluice.task.events;

import dev.sluice.http.ProblemAnswer;
import dev.sluice.http.ProblemException;
import dev.sluice.http.QueryParameters;
import dev.sluice.sse.ConnectionLoop;
import dev.sluice.sse.EndlessStreams;
import dev.sluice.sse.LastEventId;
import dev.sluice.task.TaskConfig;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * {@code GET /v1/tasks/events}: follows the registry as server-sent events. It is a Vert.x route,
 * because frames that are encoded once for all readers go to the socket as they are, at its pace.
 */
@Singleton
final class EventRoute {
  private static final Set<String> PARAMETERS = Set.of("after", "from");

  private final TaskEvents events;
  private final EventFrames frames;
  private final TaskConfig config;
  private final Timers timers;
  private final EndlessStreams streams;
  private final ProblemAnswer problems;

  EventRoute(
      TaskEvents events,
      EventFrames frames,
      TaskConfig config,
      Timers timers,
      EndlessStreams streams,
      ProblemAnswer problems) {
    this.events = events;
    this.frames = frames;
    this.config = config;
    this.timers = timers;
    this.streams = streams;
    this.problems = problems;
  }

  void register(@Observes Router router) {
    router.route(HttpMethod.GET, "/v1/tasks/events").handler(this::stream);
    router.route(HttpMethod.HEAD, "/v1/tasks/events").handler(this::stream);
  }

  private void stream(RoutingContext routing) {
    Executor loop = ConnectionLoop.current();
    problems.guard(
        routing,
        () ->
            start(routing.request())
                .map(seen -> new EventReader(seen, events, frames, config.keepAlive(), timers))
                .invoke(
                    reader ->
                        streams.send(routing.request(), reader.frames(loop), loop, () -> {})));
  }

  /** Number of the last event that the reader knows. */
  private Uni<Long> start(HttpServerRequest request) {
    QueryParameters.check(request.params(), PARAMETERS);
    String from = request.getParam("from");
    if (from != null && !from.equals("earliest") && !from.equals("latest")) {
      throw ProblemException.invalid("from", "invalid_value", "must be earliest or latest");
    }
    LastEventId id = LastEventId.of(request.headers(), request.params());
    if (id != null) {
      return Uni.createFrom().item(number(id));
    }
    return "earliest".equals(from)
        ? events.oldestFrom(1).map(oldest -> oldest - 1)
        : Uni.createFrom().item(events.last());
  }

  private long number(LastEventId id) {
    long number;
    try {
      number = QueryParameters.number(id.source(), id.text(), 0, 999_999_999_999_999L);
    } catch (ProblemException e) {
      throw ProblemException.invalid(id.source(), "invalid_cursor", "must be the id of an event");
    }
    if (number > events.last()) {
      throw ProblemException.invalid(
          id.source(), "cursor_out_of_range", "is past the last event, " + events.last());
    }
    return number;
  }
}
