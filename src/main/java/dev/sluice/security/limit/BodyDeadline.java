package dev.sluice.security.limit;

import io.vertx.ext.web.RoutingContext;

/** The time that the body of a request may take. */
public final class BodyDeadline {
  private BodyDeadline() {}

  /** Leaves the time to the route, which ends a request whose body stands still. */
  public static void leaveToRoute(RoutingContext context) {
    ConnectionDeadlines deadlines = ConnectionGuard.of(context);
    if (deadlines != null) {
      deadlines.liftForBody(context.request().streamId());
    }
  }
}
