package dev.sluice.security;

import dev.sluice.http.ProblemAnswer;
import dev.sluice.http.ProblemException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Keeps foreign web pages away: a browser on the machine of a developer reaches the server wherever
 * the developer does, and takes orders from every page. Runs before every other check.
 */
@Singleton
final class BrowserGuard {
  private static final int ORDER = -1_500_000;

  private final HostRule hosts;
  private final OriginRule origins;
  private final CrossOriginAnswers crossOrigin;
  private final ProblemAnswer problems;

  BrowserGuard(
      @ConfigProperty(name = "quarkus.http.host") String bound,
      AccessConfig config,
      Credentials credentials,
      ProblemAnswer problems) {
    List<String> names = config.allowedHosts().orElse(List.of());
    // A rebound page has no token. Names would only be in the way of proxies and containers.
    this.hosts =
        credentials.areRequired() && names.isEmpty() ? HostRule.any() : HostRule.of(bound, names);
    this.origins = new OriginRule(config.allowedOrigins().orElse(List.of()));
    this.crossOrigin = new CrossOriginAnswers(origins.configured());
    this.problems = problems;
  }

  void register(@Observes Router router) {
    router.route().order(ORDER).handler(this::checkHost);
    router.route("/v1/*").order(ORDER + 1).handler(this::checkOrigin);
    router.route("/api/*").order(ORDER + 1).handler(this::checkOrigin);
    // Pages ask whether the server is up before they call it.
    router.route("/health").order(ORDER + 1).handler(this::checkOrigin);
  }

  private void checkHost(RoutingContext context) {
    check(context, () -> hosts.check(authority(context.request())));
  }

  private void checkOrigin(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (origins.isConfigured(request.getHeader("Origin"))) {
      crossOrigin.handle(context);
    } else {
      check(context, () -> origins.check(request.headers(), authority(request)));
    }
  }

  private void check(RoutingContext context, Runnable rule) {
    try {
      rule.run();
    } catch (ProblemException e) {
      problems.send(context, e.problem());
      return;
    }
    context.next();
  }

  /** HTTP/2 has a pseudo-header in place of {@code Host}. */
  private static @Nullable String authority(HttpServerRequest request) {
    String host = request.getHeader("Host");
    HostAndPort parsed = host == null ? request.authority() : null;
    return parsed == null ? host : parsed.toString();
  }
}
