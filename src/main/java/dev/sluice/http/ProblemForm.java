package dev.sluice.http;

import dev.sluice.wire.Problem;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** Another form of problems, for routes whose clients expect the errors of an older system. */
@FunctionalInterface
public interface ProblemForm {
  /** The key under which the context of a request has its form. */
  String KEY = "sluice.problem-form";

  /**
   * What is answered as JSON.
   *
   * @param path of the request, without its query
   */
  Object of(Problem problem, String path);

  /** Makes this the form of the problems of one request. */
  default void attachTo(RoutingContext context) {
    context.put(KEY, this);
  }

  /** The form of a request; empty for problems as they are. */
  static Optional<ProblemForm> of(RoutingContext context) {
    return Optional.ofNullable(context.get(KEY));
  }
}
