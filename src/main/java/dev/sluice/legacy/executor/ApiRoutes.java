package dev.sluice.legacy.executor;

import dev.sluice.http.ProblemAnswer;
import dev.sluice.http.ProblemException;
import dev.sluice.http.RouteNeeds;
import dev.sluice.legacy.executor.token.ExecutorTokens;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Serves the routes of all subjects under {@code /api/}, where they are switched on. */
@Singleton
final class ApiRoutes {
  static final String ALL = "/api/*";

  /** After the check that addresses are URIs, before all others, whose problems it gives a form. */
  private static final int FIRST = -1_900_000;

  /** After the answers to preflights of other origins, before the check of credentials. */
  private static final int BEFORE_CREDENTIALS = -1_100_000;

  /** After the guard of all routes, and before the framework bounds the length of the body. */
  private static final int SERVING = -500_000;

  private static final int AFTER_ROUTES = 1_000;
  private static final ErrorForm FORM = new ErrorForm();

  private final ExecutorSwitch executor;
  private final List<ApiSubject> subjects;
  private final ExecutorTokens tokens;
  private final ProblemAnswer problems;

  @Inject
  ApiRoutes(
      ExecutorSwitch executor,
      @All List<ApiSubject> subjects,
      ExecutorTokens tokens,
      ProblemAnswer problems) {
    this.executor = executor;
    this.subjects = subjects;
    this.tokens = tokens;
    this.problems = problems;
  }

  private List<ApiRoute> routes() {
    return executor.isOn()
        ? subjects.stream().flatMap(subject -> subject.routes().stream()).toList()
        : List.of();
  }

  void declare(@Observes RouteNeeds needs) {
    for (ApiRoute route : routes()) {
      if (isOpen(route)) {
        RouteNeeds.HeadCheck nothing = (id, request) -> Uni.createFrom().voidItem();
        needs.declare(route.method(), route.path(), nothing, route.maxBody());
      } else {
        needs.declare(
            route.method(),
            route.path(),
            new RouteNeeds.Need(route.scopes(), route.maxBody(), further(route)));
      }
      if (route.readsBody()) {
        needs.readOwnBody(route.path());
      } else {
        needs.readBody(route.path());
      }
    }
  }

  private boolean isOpen(ApiRoute route) {
    return route.scopes().isEmpty() || (route.isForAgents() && !tokens.areOfWorkers());
  }

  private RouteNeeds.@Nullable FurtherCredential further(ApiRoute route) {
    if (route.isForAgents()) {
      return tokens::workerOrUser;
    }
    return tokens.areOfUsers() && route.isForUsers() ? tokens::user : null;
  }

  void register(@Observes Router router) {
    List<ApiRoute> routes = routes();
    if (routes.isEmpty()) {
      return;
    }
    router
        .route(ALL)
        .order(FIRST)
        .handler(
            context -> {
              FORM.attachTo(context);
              context.next();
            });
    for (ApiRoute route : routes) {
      router
          .route(route.method(), template(route))
          .order(SERVING)
          .handler(context -> problems.guard(context, () -> serve(context, route)));
    }
    methods(routes).forEach((path, methods) -> answerOthers(router, path, methods));
    router
        .route(ALL)
        .order(AFTER_ROUTES + 1)
        .handler(context -> problems.guard(context, ApiRoutes::none));
  }

  private Uni<?> serve(RoutingContext context, ApiRoute route) {
    Optional<String> worker =
        route.isForAgents() ? Optional.empty() : tokens.shownWorker(context.request());
    return route
        .work()
        .apply(new ApiRequest(context, worker))
        .invoke(answer -> answer.sendTo(context.response()));
  }

  /** By path; a path with a parameter comes after those that it matches. */
  private static Map<String, String> methods(List<ApiRoute> routes) {
    return routes.stream()
        .collect(
            Collectors.groupingBy(
                ApiRoutes::template,
                () -> new TreeMap<String, String>(Comparator.reverseOrder()),
                Collectors.mapping(
                    route -> route.method().name(), Collectors.joining(", ", "", ", OPTIONS"))));
  }

  /** Answers OPTIONS, and refuses the methods that the path does not have. */
  private void answerOthers(Router router, String path, String methods) {
    router
        .route(HttpMethod.OPTIONS, path)
        .order(BEFORE_CREDENTIALS)
        .handler(
            context -> context.response().putHeader("Allow", methods).setStatusCode(204).end());
    router
        .route(path)
        .order(AFTER_ROUTES)
        .handler(
            context -> {
              context.response().putHeader("Allow", methods);
              problems.send(context, refused(405, "this path does not take this method").problem());
            });
  }

  private static Uni<?> none() {
    throw refused(404, "there is nothing at this path");
  }

  private static ProblemException refused(int status, String message) {
    return ProblemException.of(status, "not_served", message);
  }

  private static String template(ApiRoute route) {
    return route.path().replaceAll("\\{([^}]*)}", ":$1");
  }
}
