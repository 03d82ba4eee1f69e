package dev.sluice.worker.process;

import dev.sluice.http.ProblemAnswer;
import dev.sluice.http.QueryParameters;
import dev.sluice.http.RouteNeeds;
import dev.sluice.sse.ConnectionLoop;
import dev.sluice.sse.EndlessStreams;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/processes} with {@code Accept: text/event-stream}: follows the list of processes
 * as server-sent events. Other requests go on to {@link ProcessResource}.
 */
@Singleton
final class ProcessStreamRoute {
  private static final String PATH = "/v1/processes";

  private final Processes processes;
  private final Timers timers;
  private final EndlessStreams streams;
  private final ProblemAnswer problems;

  ProcessStreamRoute(
      Processes processes, Timers timers, EndlessStreams streams, ProblemAnswer problems) {
    this.processes = processes;
    this.timers = timers;
    this.streams = streams;
    this.problems = problems;
  }

  static void declare(@Observes RouteNeeds needs) {
    needs.takeTickets(PATH);
  }

  void register(@Observes Router router) {
    router.route(HttpMethod.GET, PATH).handler(this::streamOrPass);
  }

  private void streamOrPass(RoutingContext context) {
    String accept = context.request().getHeader("Accept");
    if (accept == null || !accept.contains("text/event-stream")) {
      context.next();
      return;
    }
    Executor loop = ConnectionLoop.current();
    problems.guard(
        context,
        () -> {
          ProcessFilter filter = filter(context);
          ProcessReader reader =
              new ProcessReader(() -> processes.list(filter), processes.changes(), timers, loop);
          streams.send(context.request(), reader.frames(), loop, () -> {});
          return Uni.createFrom().voidItem();
        });
  }

  private static ProcessFilter filter(RoutingContext context) {
    QueryParameters.check(context.request().params(), ProcessFilter.PARAMETERS);
    return ProcessFilter.of(
        parameter(context, "model_id"), parameter(context, "status"), parameter(context, "device"));
  }

  private static @Nullable String parameter(RoutingContext context, String name) {
    return context.request().getParam(name);
  }
}
