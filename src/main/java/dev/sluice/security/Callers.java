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
import org.jspecify.annotations.Nullable;

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
  Uni<Identification> of(RoutingContext context, RouteNeeds needs, RouteNeeds.Need need) {
    RouteNeeds.FurtherCredential further = need.further();
    if (further == null && !credentials.areRequired()) {
      return known(Optional.of(credentials.anyone()));
    }
    HttpServerRequest request = context.request();
    String bearer = BearerToken.of(request.getHeader("Authorization"));
    Optional<Caller> own = bearer == null ? Optional.empty() : credentials.find(bearer);
    if (own.isPresent()) {
      return known(own);
    }
    return further == null
        ? ofOthers(context, needs, bearer)
        : of(further.identify(request), bearer);
  }

  private Uni<Identification> ofOthers(
      RoutingContext context, RouteNeeds needs, @Nullable String bearer) {
    if (bearer != null) {
      return people.find(bearer);
    }
    String ticket = context.request().getParam("access_token");
    return known(
        ticket != null && needs.takesTicket(context.normalizedPath())
            ? tickets.redeem(ticket, context.normalizedPath())
            : Optional.empty());
  }

  /** A bearer that is not of the further kind may be of a person. */
  private Uni<Identification> of(Identification further, @Nullable String bearer) {
    if (further instanceof Identification.Known || bearer == null || !people.areAccepted()) {
      return Uni.createFrom().item(further);
    }
    return people
        .find(bearer)
        .map(person -> person instanceof Identification.Unknown ? further : person);
  }

  private static Uni<Identification> known(Optional<Caller> caller) {
    return Uni.createFrom()
        .item(
            caller
                .<Identification>map(Identification.Known::new)
                .orElseGet(Identification.Unknown::new));
  }
}
