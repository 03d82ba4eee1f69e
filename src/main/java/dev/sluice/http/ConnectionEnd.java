package dev.sluice.http;

import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;

/** Ends connections whose requests were not read to their end. */
public final class ConnectionEnd {
  private ConnectionEnd() {}

  /** The answer is the last one of its connection. HTTP/2 has no such header, and needs none. */
  public static void announce(RoutingContext context) {
    if (context.request().version() != HttpVersion.HTTP_2) {
      context.response().putHeader("Connection", "close");
    }
  }
}
