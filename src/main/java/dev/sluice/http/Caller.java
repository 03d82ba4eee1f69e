package dev.sluice.http;

import dev.sluice.token.AccessToken;
import dev.sluice.token.Scope;
import io.vertx.ext.web.RoutingContext;

/**
 * The client that makes a call. The guard of all routes determines it before a route sees the call.
 *
 * @param token whose bearer the caller is; on a server without credentials one that allows all
 */
public record Caller(AccessToken token) {
  private static final String KEY = Caller.class.getName();

  /** The caller of a route that needs a scope. */
  public static Caller of(RoutingContext context) {
    Caller caller = context.get(KEY);
    if (caller == null) {
      throw new IllegalStateException("the route declares that it checks a secret of its own");
    }
    return caller;
  }

  /** Makes this the caller of {@link #of}. */
  public void attachTo(RoutingContext context) {
    context.put(KEY, this);
  }

  public boolean may(Scope scope) {
    return token.scopes().contains(scope);
  }
}
