package dev.sluice.http;

import dev.sluice.token.Scope;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What each route needs of a call: a scope, and a limit for the body. When the server starts, the
 * guard of all routes fires this as an event; each route that differs from the default observes it
 * and declares its needs. Without a declaration, reading needs {@link Scope#READ}, any other method
 * {@link Scope#OPERATE}, and the body may have {@link #DEFAULT_MAX_BODY} bytes.
 */
public final class RouteNeeds {
  /** Bytes. */
  public static final int DEFAULT_MAX_BODY = 1 << 20;

  /** For a route that checks a secret itself, such as that of a worker or an attempt. */
  public static final Set<Scope> SECRET_OF_ITS_OWN = Set.of();

  private static final Need READING = new Need(Set.of(Scope.READ), DEFAULT_MAX_BODY);
  private static final Need CHANGING = new Need(Set.of(Scope.OPERATE), DEFAULT_MAX_BODY);

  /**
   * @param anyOf scopes of which the caller must have one; empty if the route checks a secret
   * @param maxBody largest body, bytes
   */
  public record Need(Set<Scope> anyOf, int maxBody) {
    public boolean isScope() {
      return !anyOf.isEmpty();
    }
  }

  private record Route(HttpMethod method, Pattern path, Need need) {}

  private final List<Route> routes = new ArrayList<>();
  private final List<Pattern> takingTickets = new ArrayList<>();

  /**
   * Declares a route's needs.
   *
   * @param path in the form of a resource's path, such as {@code /v1/jobs/{id}/output}
   * @param anyOf scopes of which the caller must have one, or {@link #SECRET_OF_ITS_OWN}
   * @param maxBody largest body, bytes
   */
  public void declare(HttpMethod method, String path, Set<Scope> anyOf, int maxBody) {
    routes.add(new Route(method, pattern(path), new Need(anyOf, maxBody)));
  }

  /** Declares that a ticket in the query may replace the token, as in a browser's EventSource. */
  public void takeTickets(String path) {
    takingTickets.add(pattern(path));
  }

  /** The needs of the route that serves {@code path}; HEAD needs what GET needs. */
  public Need of(HttpMethod method, String path) {
    HttpMethod known = method.equals(HttpMethod.HEAD) ? HttpMethod.GET : method;
    for (Route route : routes) {
      if (route.method().equals(known) && route.path().matcher(path).matches()) {
        return route.need();
      }
    }
    return known.equals(HttpMethod.GET) ? READING : CHANGING;
  }

  public boolean takesTicket(String path) {
    return takingTickets.stream().anyMatch(pattern -> pattern.matcher(path).matches());
  }

  private static Pattern pattern(String path) {
    return Pattern.compile(path.replaceAll("\\{[^}]*}", "[^/]+"));
  }
}
