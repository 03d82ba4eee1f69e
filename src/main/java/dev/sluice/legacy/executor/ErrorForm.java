package dev.sluice.legacy.executor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.http.ProblemForm;
import dev.sluice.wire.Problem;
import java.util.Objects;
import java.util.Set;

/** Errors as {@code {"error": …}}; some routes add {@code "success": false}. */
final class ErrorForm implements ProblemForm {
  private static final Set<String> WITH_SUCCESS =
      Set.of(
          "/api/jobs/get-job",
          "/api/jobs/stream-output",
          "/api/jobs/cancel",
          "/api/jobs/check-cancel",
          "/api/workers/list");

  @Override
  public Object of(Problem problem, String path) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    if (WITH_SUCCESS.contains(path)) {
      answer.put("success", false);
    }
    String detail = Objects.requireNonNullElse(problem.detail(), problem.title());
    return problem.status() == 401
        ? answer.put("error", "Unauthorized").put("detail", detail)
        : answer.put("error", detail);
  }
}
