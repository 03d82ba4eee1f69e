package dev.sluice.legacy.executor;

import dev.sluice.http.RouteNeeds;
import dev.sluice.token.Scope;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import java.util.Set;
import java.util.function.Function;

/**
 * One route.
 *
 * @param path in the form of a resource's path, such as {@code /api/workers/{id}}
 * @param scopes of which the caller must have one; empty for the calls of agents that show no
 *     credential
 * @param maxBody largest body, bytes
 * @param readsBody whether it reads the body as it arrives, and bounds it
 */
public record ApiRoute(
    HttpMethod method,
    String path,
    Set<Scope> scopes,
    int maxBody,
    boolean readsBody,
    Function<ApiRequest, Uni<ApiAnswer>> work) {

  /** A call of agents and other callers without a credential. */
  public static ApiRoute open(
      HttpMethod method, String path, Function<ApiRequest, Uni<ApiAnswer>> work) {
    return new ApiRoute(method, path, Set.of(), RouteNeeds.DEFAULT_MAX_BODY, false, work);
  }

  /** A call of users. */
  public static ApiRoute forUsers(
      HttpMethod method, String path, Scope scope, Function<ApiRequest, Uni<ApiAnswer>> work) {
    return new ApiRoute(method, path, Set.of(scope), RouteNeeds.DEFAULT_MAX_BODY, false, work);
  }

  /** A call of agents that show a token, and of users; open on a server that checks none. */
  public static ApiRoute forAgents(
      HttpMethod method, String path, Function<ApiRequest, Uni<ApiAnswer>> work) {
    return new ApiRoute(
        method, path, Set.of(Scope.AGENT, Scope.READ), RouteNeeds.DEFAULT_MAX_BODY, false, work);
  }

  /** Whether the token of a user of the older executor counts. */
  boolean isForUsers() {
    return scopes.contains(Scope.SUBMIT) || scopes.contains(Scope.READ);
  }

  boolean isForAgents() {
    return scopes.contains(Scope.AGENT);
  }

  public ApiRoute withMaxBody(int bytes) {
    return new ApiRoute(method, path, scopes, bytes, readsBody, work);
  }

  /** For a POST. */
  public ApiRoute readingBody() {
    return new ApiRoute(method, path, scopes, maxBody, true, work);
  }
}
