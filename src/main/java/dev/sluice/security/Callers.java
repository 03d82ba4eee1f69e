package dev.sluice.security;

import dev.sluice.http.BearerToken;
import dev.sluice.http.Caller;
import dev.sluice.http.RouteNeeds;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out who makes a call, by the head of the request alone. */
@Singleton
final class Callers {
  private final Credentials credentials;
  private final Tickets tickets;

  Callers(Credentials credentials, Tickets tickets) {
    this.credentials = credentials;
    this.tickets = tickets;
  }

  /** The caller, who is attached to the context; null without a valid token or ticket. */
  @Nullable Caller of(RoutingContext context, RouteNeeds needs) {
    Optional<Caller> caller =
        credentials.areRequired() ? known(context, needs) : Optional.of(credentials.anyone());
    caller.ifPresent(found -> found.attachTo(context));
    return caller.orElse(null);
  }

  private Optional<Caller> known(RoutingContext context, RouteNeeds needs) {
    HttpServerRequest request = context.request();
    String bearer = BearerToken.of(request.getHeader("Authorization"));
    if (bearer != null) {
      return credentials.find(bearer);
    }
    String ticket = request.getParam("access_token");
    return ticket != null && needs.takesTicket(context.normalizedPath())
        ? tickets.redeem(ticket, context.normalizedPath())
        : Optional.empty();
  }
}
