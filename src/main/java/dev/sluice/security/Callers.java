package dev.sluice.security;

import dev.sluice.http.BearerToken;
import dev.sluice.http.Caller;
import dev.sluice.http.Identification;
import dev.sluice.http.RouteNeeds;
import dev.sluice.security.oidc.PersonTokens;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Finds out who makes a call, by the head of the request alone. */
@Singleton
final class Callers {
  private final Credentials credentials;
  private final PersonTokens people;
  private final Tickets tickets;

  Callers(Credentials credentials, PersonTokens people, Tickets tickets) {
    this.credentials = credentials;
    this.people = people;
    this.tickets = tickets;
  }

  /**
   * Completes at once, or on another thread when the keys of an OIDC provider must be read first.
   */
  Uni<Identification> of(RoutingContext context, RouteNeeds needs) {
    if (!credentials.areRequired()) {
      return known(Optional.of(credentials.anyone()));
    }
    HttpServerRequest request = context.request();
    String bearer = BearerToken.of(request.getHeader("Authorization"));
    if (bearer != null) {
      Optional<Caller> own = credentials.find(bearer);
      return own.isPresent() ? known(own) : people.find(bearer);
    }
    String ticket = request.getParam("access_token");
    return known(
        ticket != null && needs.takesTicket(context.normalizedPath())
            ? tickets.redeem(ticket, context.normalizedPath())
            : Optional.empty());
  }

  private static Uni<Identification> known(Optional<Caller> caller) {
    return Uni.createFrom()
        .item(
            caller
                .<Identification>map(Identification.Known::new)
                .orElseGet(Identification.Unknown::new));
  }
}
