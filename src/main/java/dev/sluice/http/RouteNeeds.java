package dev.sluice.http;

import dev.sluice.token.Scope;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The needs of each route: a scope, and a limit for the body. When the server starts, the guard of
 * all routes fires this as an event; each route that differs from the default observes it and
 * declares its needs. Without a declaration, reading needs {@link Scope#READ}, any other method
 * {@link Scope#OPERATE}, and the body may have {@link #DEFAULT_MAX_BODY} bytes.
 */
public final class RouteNeeds {
  /** Bytes. */
  public static final int DEFAULT_MAX_BODY = 1 << 20;

  private static final String ID = "[A-Za-z0-9._-]{1,128}";

  private static final HeadCheck NO_SECRET = (id, request) -> Uni.createFrom().voidItem();
  private static final Need READING = new Need(Set.of(Scope.READ), DEFAULT_MAX_BODY);
  private static final Need CHANGING = new Need(Set.of(Scope.OPERATE), DEFAULT_MAX_BODY);

  /**
   * @param anyOf scopes of which the caller must have one; empty if the route has a {@link
   *     HeadCheck}
   * @param maxBody largest body, bytes
   * @param further a credential beside the tokens of the server; null if the route takes none
   */
  public record Need(Set<Scope> anyOf, int maxBody, @Nullable FurtherCredential further) {
    public Need(Set<Scope> anyOf, int maxBody) {
      this(anyOf, maxBody, null);
    }

    public boolean isScope() {
      return !anyOf.isEmpty();
    }
  }

  /** Finds the caller by a credential that is no token of the server, by the head of a request. */
  @FunctionalInterface
  public interface FurtherCredential {
    /** {@link Identification.Refused} for a credential that is not valid. */
    Identification identify(HttpServerRequest request);
  }

  /**
   * Checks a secret other than a token, such as that of a worker or an attempt, by the head of the
   * request: the body of a caller who does not have it is not read.
   */
  @FunctionalInterface
  public interface HeadCheck {
    /**
     * @param id in the path
     * @return fails with a problem for a caller without the secret
     */
    Uni<?> check(String id, HttpServerRequest request);
  }

  private record Route(HttpMethod method, Pattern path, Need need, HeadCheck head) {
    boolean serves(HttpMethod asked, String at) {
      return method.equals(asked) && path.matcher(at).matches();
    }
  }

  private final List<Route> routes = new ArrayList<>();
  private final List<Pattern> takingTickets = new ArrayList<>();
  private final List<Pattern> findingBodyRead = new ArrayList<>();
  private final List<Pattern> readingOwnBody = new ArrayList<>();

  /**
   * Declares a route's needs.
   *
   * @param path in the form of a resource's path, such as {@code /v1/jobs/{id}/output}
   * @param anyOf scopes of which the caller must have one
   * @param maxBody largest body, bytes
   */
  public void declare(HttpMethod method, String path, Set<Scope> anyOf, int maxBody) {
    routes.add(new Route(method, pattern(path), new Need(anyOf, maxBody), NO_SECRET));
  }

  /**
   * Declares the needs of a route that may take a further credential beside tokens. Its callers
   * then need one of them also on a server without tokens.
   *
   * @param path in the form of a resource's path
   */
  public void declare(HttpMethod method, String path, Need need) {
    routes.add(new Route(method, pattern(path), need, NO_SECRET));
  }

  /**
   * Declares the needs of a route that needs a secret and no token.
   *
   * @param path whose first parameter is the {@code id} of the check
   * @param maxBody largest body, bytes
   */
  public void declare(HttpMethod method, String path, HeadCheck head, int maxBody) {
    routes.add(new Route(method, pattern(path), new Need(Set.of(), maxBody), head));
  }

  /**
   * Declares that a ticket in the query may replace the token, as in a browser's EventSource.
   *
   * @param path whose parameters are ids
   */
  public void takeTickets(String path) {
    takingTickets.add(pattern(path, ID));
  }

  /**
   * Declares that a route which is no resource method finds its body read, in the context; a POST
   * of the same path may still be declared to {@link #readOwnBody}.
   */
  public void readBody(String path) {
    findingBodyRead.add(pattern(path));
  }

  public boolean findsBodyRead(String at) {
    String path = canonical(at);
    return findingBodyRead.stream().anyMatch(pattern -> pattern.matcher(path).matches());
  }

  /**
   * Declares that the POST to a path, a route that is no resource method, reads its body as it
   * arrives. The route bounds its length and the time that it takes.
   */
  public void readOwnBody(String path) {
    readingOwnBody.add(pattern(path));
  }

  public boolean readsOwnBody(HttpMethod method, String at) {
    String path = canonical(at);
    return method.equals(HttpMethod.POST)
        && readingOwnBody.stream().anyMatch(pattern -> pattern.matcher(path).matches());
  }

  /** The needs of the route that serves {@code at}; HEAD needs what GET needs. */
  public Need of(HttpMethod method, String at) {
    String path = canonical(at);
    HttpMethod known = known(method);
    for (Route route : routes) {
      if (route.serves(known, path)) {
        return route.need();
      }
    }
    return known.equals(HttpMethod.GET) ? READING : CHANGING;
  }

  private static HttpMethod known(HttpMethod method) {
    return method.equals(HttpMethod.HEAD) ? HttpMethod.GET : method;
  }

  /** Fails with a problem if the route has a {@link HeadCheck} that the caller does not pass. */
  public Uni<?> checkHead(HttpServerRequest request, String at) {
    String path = canonical(at);
    HttpMethod known = known(request.method());
    for (Route route : routes) {
      Matcher matcher = route.path().matcher(path);
      if (route.method().equals(known) && matcher.matches()) {
        return route.head().check(matcher.groupCount() == 0 ? "" : matcher.group(1), request);
      }
    }
    return Uni.createFrom().voidItem();
  }

  public boolean takesTicket(String path) {
    return takingTickets.stream().anyMatch(pattern -> pattern.matcher(path).matches());
  }

  /** Resources serve a path also with matrix parameters and a slash at its end. */
  private static String canonical(String path) {
    return path.replaceAll(";[^/]*", "").replaceAll("(?<=.)/+$", "");
  }

  private static Pattern pattern(String path) {
    return pattern(path, "[^/]+");
  }

  private static Pattern pattern(String path, String parameter) {
    return Pattern.compile(path.replaceAll("\\{[^}]*}", "(" + parameter + ")"));
  }
}
