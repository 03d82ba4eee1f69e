package dev.sluice.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Locale;

/**
 * {@code GET /q/openapi?format=yaml|json}: the API's description; {@code Accept} decides without a
 * format.
 */
@Singleton
final class ApiDocumentRoute {
  private static final String JSON = "application/json";
  private static final String YAML = "application/yaml";

  private final ProblemAnswer problems;

  ApiDocumentRoute(ProblemAnswer problems) {
    this.problems = problems;
  }

  void register(@Observes Router router) {
    router.route("/q/openapi").blockingHandler(this::answer, false);
  }

  private void answer(RoutingContext context) {
    problems.guard(
        context,
        () -> {
          boolean json = isJson(context);
          Buffer body =
              Buffer.buffer(
                  json ? ApiDocument.json().toString().getBytes(UTF_8) : ApiDocument.yaml());
          return Uni.createFrom()
              .completionStage(
                  context
                      .response()
                      .putHeader("Content-Type", json ? JSON : YAML + ";charset=UTF-8")
                      .end(body)
                      .toCompletionStage());
        });
  }

  private static boolean isJson(RoutingContext context) {
    String format = context.request().getParam("format");
    if (format == null) {
      String accepted = context.request().getHeader("Accept");
      return accepted != null && accepted.contains(JSON) && !accepted.contains(YAML);
    }
    return switch (format.toLowerCase(Locale.ROOT)) {
      case "json" -> true;
      case "yaml" -> false;
      default -> throw ProblemException.invalid("format", "invalid_value", "must be json or yaml");
    };
  }
}
