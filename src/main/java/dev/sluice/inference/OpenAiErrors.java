package dev.sluice.inference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.http.ProblemForm;
import dev.sluice.wire.FieldError;
import dev.sluice.wire.Problem;
import io.vertx.ext.web.Router;
import java.util.List;

/**
 * Problems as OpenAI's clients read them.
 *
 * @see <a href="https://platform.openai.com/docs/guides/error-codes">OpenAI's error codes</a>
 */
final class OpenAiErrors implements ProblemForm {
  /** After the check that addresses are URIs, before all other routes. */
  private static final int FIRST = -1_900_000;

  /** Gives the problems of a path this form. */
  static void attachTo(Router router, String path) {
    ProblemForm form = new OpenAiErrors();
    router
        .route(path)
        .order(FIRST)
        .handler(
            context -> {
              form.attachTo(context);
              context.next();
            });
  }

  @Override
  public ObjectNode of(Problem problem, String path) {
    return of(problem);
  }

  static ObjectNode of(Problem problem) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    String detail = problem.detail();
    List<FieldError> errors = problem.errors();
    answer
        .putObject("error")
        .put("message", detail == null ? problem.title() : detail)
        .put("type", type(problem.status()))
        .put("param", errors == null || errors.isEmpty() ? null : errors.get(0).field())
        .put("code", problem.code());
    return answer;
  }

  private static String type(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 403 -> "permission_error";
      case 429 -> "rate_limit_error";
      default -> status < 500 ? "invalid_request_error" : "server_error";
    };
  }
}
