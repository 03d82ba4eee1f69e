package dev.sluice.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.wire.Json;
import dev.sluice.wire.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Supplier;

/** Answers problems on routes that are not resource methods, exactly as the resources do. */
@Singleton
public final class ProblemAnswer {
  /** When a client may try again after a 503, seconds. */
  static final int RETRY_AFTER_S = 1;

  /** Runs after all routes and before the resources. */
  private static final int AFTER_ROUTES = 1_000;

  private final ObjectMapper mapper = Json.mapper();
  private final AllowedMethods methods;

  ProblemAnswer(AllowedMethods methods) {
    this.methods = methods;
  }

  /** Answers 405 to the methods of {@code path} without a route. */
  public void refuseOtherMethods(Router router, String path) {
    router
        .route(path)
        .order(AFTER_ROUTES)
        .handler(
            context -> {
              context.response().putHeader("Allow", methods.of(context.normalizedPath()));
              send(context, 405);
            });
  }

  /** Runs {@code work} and answers any failure in it, immediate or later, with a problem. */
  public void guard(RoutingContext context, Supplier<Uni<?>> work) {
    Uni.createFrom()
        .deferred(work)
        .subscribe()
        .with(done -> {}, failure -> send(context, ProblemMapper.of(failure)));
  }

  /** For a status that the framework sets. */
  void send(RoutingContext context, int status) {
    send(context, ProblemMapper.ofStatus(status));
  }

  public void send(RoutingContext context, Problem problem) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed()) {
      return;
    }
    if (response.headWritten()) {
      response.reset();
      return;
    }
    if (problem.status() == 503 && !response.headers().contains("Retry-After")) {
      response.putHeader("Retry-After", Integer.toString(RETRY_AFTER_S));
    }
    Optional<ProblemForm> form = ProblemForm.of(context);
    Object answer = form.isEmpty() ? problem : form.get().of(problem, context.normalizedPath());
    response
        .setStatusCode(problem.status())
        .putHeader("Content-Type", form.isEmpty() ? Problem.MEDIA_TYPE : "application/json")
        .end(json(answer));
  }

  private Buffer json(Object problem) {
    try {
      return Buffer.buffer(mapper.writeValueAsBytes(problem));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a problem can always be written", e);
    }
  }
}
