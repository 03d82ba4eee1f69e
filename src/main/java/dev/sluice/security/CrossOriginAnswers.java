package dev.sluice.security;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.CorsHandler;
import java.util.List;
import java.util.Set;

/** Lets pages of configured origins read answers (CORS), and answers their preflights. */
final class CrossOriginAnswers {
  private static final int PREFLIGHT_SECONDS = 600;

  private final CorsHandler cors =
      CorsHandler.create()
          .allowedMethods(
              Set.of(
                  HttpMethod.GET,
                  HttpMethod.HEAD,
                  HttpMethod.POST,
                  HttpMethod.PUT,
                  HttpMethod.DELETE))
          .allowedHeaders(
              Set.of(
                  "Authorization",
                  "Content-Type",
                  "Idempotency-Key",
                  "Last-Event-ID",
                  "X-Sluice-On-Disconnect",
                  // OpenAI's client in a browser announces these.
                  "OpenAI-Organization",
                  "OpenAI-Project",
                  "X-Stainless-Arch",
                  "X-Stainless-Helper-Method",
                  "X-Stainless-Lang",
                  "X-Stainless-OS",
                  "X-Stainless-Package-Version",
                  "X-Stainless-Retry-Count",
                  "X-Stainless-Runtime",
                  "X-Stainless-Runtime-Version",
                  "X-Stainless-Timeout",
                  // Pages of older systems announce these.
                  "X-Requested-With",
                  "X-Worker-Token"))
          .exposedHeaders(
              Set.of(
                  "ETag",
                  "Location",
                  "Retry-After",
                  "WWW-Authenticate",
                  "X-Should-Retry",
                  "X-Sluice-Job-Id"))
          .maxAgeSeconds(PREFLIGHT_SECONDS)
          .allowPrivateNetwork(true);

  CrossOriginAnswers(Set<String> origins) {
    cors.addOrigins(List.copyOf(origins));
  }

  /** Ends a preflight; passes any other request on, with the headers of its answer set. */
  void handle(RoutingContext context) {
    cors.handle(context);
  }
}
