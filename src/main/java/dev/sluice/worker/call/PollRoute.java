package dev.sluice.worker.call;

import dev.sluice.http.JsonAnswer;
import dev.sluice.http.JsonBody;
import dev.sluice.http.ProblemAnswer;
import dev.sluice.http.ProblemException;
import dev.sluice.http.QueryParameters;
import dev.sluice.http.RouteNeeds;
import dev.sluice.wire.worker.Poll;
import dev.sluice.wire.worker.PollReply;
import dev.sluice.worker.WorkerAuthenticator;
import dev.sluice.worker.WorkerConfig;
import dev.sluice.worker.WorkerId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/workers/{id}/poll?wait=20s&max=n}: a worker waits for news. A Vert.x route,
 * because only the connection itself tells that a killed worker hangs up.
 */
@Singleton
final class PollRoute {
  private static final Duration DEFAULT_WAIT = Duration.ofSeconds(20);
  private static final int MOST = 10_000;

  private final WorkerAuthenticator authenticator;
  private final LongPolls polls;
  private final WorkerConfig config;
  private final ProblemAnswer problems;

  PollRoute(
      WorkerAuthenticator authenticator,
      LongPolls polls,
      WorkerConfig config,
      ProblemAnswer problems) {
    this.authenticator = authenticator;
    this.polls = polls;
    this.config = config;
    this.problems = problems;
  }

  static void declare(@Observes RouteNeeds needs, WorkerAuthenticator authenticator) {
    needs.declare(
        HttpMethod.POST,
        "/v1/workers/{id}/poll",
        authenticator::authenticateHead,
        RunningAttempts.MAX_BODY);
    needs.readBody("/v1/workers/{id}/poll");
  }

  void register(@Observes Router router) {
    router.route(HttpMethod.POST, "/v1/workers/:id/poll").handler(this::poll);
    problems.refuseOtherMethods(router, "/v1/workers/:id/poll");
  }

  private void poll(RoutingContext context) {
    problems.guard(
        context,
        () -> {
          HttpServerRequest request = context.request();
          String id = WorkerId.check(context.pathParam("id"));
          String max = request.getParam("max");
          int most = max == null ? 1 : (int) QueryParameters.number("max", max, 0, MOST);
          Duration wait = wait(request.getParam("wait"));
          Poll poll = JsonBody.as(Poll.class, context.body().buffer().getBytes());
          if (poll.running() == null) {
            throw ProblemException.invalid(
                "running", "required", "must list the attempts that the worker holds");
          }
          return park(context, id, new Poll(RunningAttempts.complete(poll.running())), most, wait);
        });
  }

  private Uni<PollReply> park(
      RoutingContext context, String id, Poll poll, int most, Duration wait) {
    HttpServerResponse response = context.response();
    ParkedPoll ours = new ParkedPoll();
    return authenticator
        .authenticate(id, context.request().getHeader("Authorization"))
        .invoke(() -> response.closeHandler(closed -> polls.broke(id, ours)))
        .chain(worker -> polls.poll(worker, ours, poll, most, wait))
        .invoke(reply -> JsonAnswer.send(context, reply));
  }

  private Duration wait(@Nullable String text) {
    return text == null ? DEFAULT_WAIT : QueryParameters.duration("wait", text, config.maxPoll());
  }
}
