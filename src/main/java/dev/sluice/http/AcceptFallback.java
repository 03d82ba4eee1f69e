package dev.sluice.http;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Sends what there is to a client whose {@code Accept} names nothing of it, rather than 406: the
 * clients that generators make name one type for all answers, such as that of problems. Where a
 * path has several forms, {@code Accept} chooses as before.
 */
@Singleton
final class AcceptFallback {
  private static final int FIRST = -2_000_000;
  private static final String ACCEPT = "Accept";
  private static final String ANYTHING = ", */*;q=0.001";

  /** Of the forms of the metrics, the one that every client can read. */
  private static final String TEXT = ", text/plain;q=0.002";

  void register(@Observes Router router) {
    router.route().order(FIRST).handler(AcceptFallback::addTo);
  }

  private static void addTo(RoutingContext context) {
    MultiMap headers = context.request().headers();
    if (headers.contains(ACCEPT)) {
      String accept = String.join(", ", headers.getAll(ACCEPT));
      // The route of the metrics sends text whenever text is named, whatever its weight.
      String others = accept.contains("openmetrics") ? ANYTHING : TEXT + ANYTHING;
      headers.set(ACCEPT, accept + others);
    }
    context.next();
  }
}
