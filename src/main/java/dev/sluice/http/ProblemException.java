package dev.sluice.http;

import dev.sluice.text.Printable;
import dev.sluice.wire.FieldError;
import dev.sluice.wire.Problem;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request that the server refuses, with the problem that it answers. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Characters of a detail; the errors carry the whole messages. */
  private static final int LONGEST_DETAIL = 200;

  private final transient Problem problem;

  public ProblemException(Problem problem) {
    // An answer and no fault: filling in its stack trace is expensive, and no code reads it.
    super(problem.code() + ": " + problem.detail(), null, false, false);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }

  public static ProblemException of(int status, String code, @Nullable String detail) {
    return new ProblemException(problem(status, code, detail));
  }

  static Problem problem(int status, String code, @Nullable String detail) {
    return new Problem(
        HttpResponseStatus.valueOf(status).reasonPhrase(), status, code, detail, null);
  }

  /** 400 with the fields at fault. */
  public static ProblemException invalid(List<FieldError> errors) {
    return new ProblemException(
        new Problem("Bad Request", 400, "invalid_request", summary(errors), List.copyOf(errors)));
  }

  /** 400 for one field, query parameter or header. */
  public static ProblemException invalid(String field, String code, String message) {
    return new ProblemException(
        new Problem(
            "Bad Request",
            400,
            code,
            Printable.cut(field + " " + message, LONGEST_DETAIL),
            List.of(new FieldError(field, code, message))));
  }

  /** 403 for a request that is refused because of one of its headers. */
  public static ProblemException forbidden(String header, String code, String message) {
    return new ProblemException(
        new Problem(
            "Forbidden",
            403,
            code,
            header + " " + message,
            List.of(new FieldError(header, code, message))));
  }

  /**
   * The same for an object inside a body.
   *
   * @param path of the object, such as {@code jobs[3]}, which prefixes the names of fields
   */
  public ProblemException within(String path) {
    List<FieldError> errors = problem.errors();
    return new ProblemException(
        new Problem(
            problem.title(),
            problem.status(),
            problem.code(),
            problem.detail(),
            errors == null
                ? null
                : errors.stream()
                    .map(e -> new FieldError(path + "." + e.field(), e.code(), e.message()))
                    .toList()));
  }

  public static ProblemException notFound(String what, String id) {
    return of(
        404, what + "_not_found", "there is no " + what + " '" + Printable.excerpt(id, 80) + "'");
  }

  private static String summary(List<FieldError> errors) {
    FieldError first = errors.get(0);
    String more = errors.size() == 1 ? "" : " (and " + (errors.size() - 1) + " more)";
    return Printable.cut(first.field() + " " + first.message(), LONGEST_DETAIL) + more;
  }
}
