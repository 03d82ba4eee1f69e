package dev.sluice.file.api;

import dev.sluice.file.StoredFile;
import dev.sluice.http.JsonAnswer;
import dev.sluice.http.ProblemAnswer;
import dev.sluice.http.QueryParameters;
import dev.sluice.http.RouteNeeds;
import dev.sluice.token.Scope;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;

/** {@code POST /v1/files}: the body, or the part {@code file} of a form, becomes a file. */
@Singleton
final class UploadRoute {
  private static final String PATH = "/v1/files";

  /** After the guard of all routes, and before the framework bounds the length of the body. */
  static final int ORDER = -500_000;

  private final Receiver receiver;
  private final ProblemAnswer problems;

  UploadRoute(Receiver receiver, ProblemAnswer problems) {
    this.receiver = receiver;
    this.problems = problems;
  }

  static void declare(@Observes RouteNeeds needs) {
    needs.declare(HttpMethod.POST, PATH, Set.of(Scope.SUBMIT), RouteNeeds.DEFAULT_MAX_BODY);
    needs.readOwnBody(PATH);
    needs.declare(
        HttpMethod.DELETE, PATH + "/{id}", Set.of(Scope.SUBMIT), RouteNeeds.DEFAULT_MAX_BODY);
  }

  void register(@Observes Router router) {
    router.route(HttpMethod.POST, PATH).order(ORDER).handler(this::upload);
  }

  private void upload(RoutingContext context) {
    problems.guard(
        context,
        () -> {
          QueryParameters.check(context.request().params(), Set.of("filename"));
          return receiver.receive(context, null).invoke(file -> send(context, file));
        });
  }

  private static void send(RoutingContext context, StoredFile file) {
    context.response().putHeader("Location", PATH + "/" + file.id());
    JsonAnswer.created(context, file.view());
  }
}
