package dev.sluice.http;

import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The credential and the body limit of each route. When the server starts, the guard of all routes
 * fires this as an event; each route that differs from the default observes it and declares its
 * needs. A route without a declaration needs the API token and takes {@link #DEFAULT_MAX_BODY}
 * bytes.
 */
public final class RouteNeeds {
  /** Bytes. */
  public static final int DEFAULT_MAX_BODY = 1 << 20;

  private static final Need DEFAULT = new Need(Credential.API_TOKEN, DEFAULT_MAX_BODY);

  /** The credential that a caller must present. */
  public enum Credential {
    API_TOKEN,
    /** A secret that the route checks itself, such as that of a worker or an attempt. */
    OF_ROUTE
  }

  /**
   * @param maxBody largest body, bytes
   */
  public record Need(Credential credential, int maxBody) {}

  private record Route(HttpMethod method, Pattern path, Need need) {}

  private final List<Route> routes = new ArrayList<>();

  /**
   * Declares a route's needs.
   *
   * @param path in the form of a resource's path, such as {@code /v1/jobs/{id}/output}
   * @param maxBody largest body, bytes
   */
  public void declare(HttpMethod method, String path, Credential credential, int maxBody) {
    Pattern pattern = Pattern.compile(path.replaceAll("\\{[^}]*}", "[^/]+"));
    routes.add(new Route(method, pattern, new Need(credential, maxBody)));
  }

  /** The needs of the route that serves {@code path}. */
  public Need of(HttpMethod method, String path) {
    for (Route route : routes) {
      if (route.method().equals(method) && route.path().matcher(path).matches()) {
        return route.need();
      }
    }
    return DEFAULT;
  }
}
