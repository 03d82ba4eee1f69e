package dev.sluice.security;

import dev.sluice.fields.JsonFields;
import dev.sluice.http.Caller;
import dev.sluice.http.JsonBody;
import dev.sluice.http.ProblemException;
import dev.sluice.http.RouteNeeds;
import dev.sluice.token.Scope;
import dev.sluice.wire.TicketIssued;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Set;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/tickets}: a ticket with which a browser's EventSource opens one stream. */
@Path("/v1/tickets")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public final class TicketResource {
  private static final int MAX_BODY = 4_096;

  private final Tickets tickets;
  private final RequestGuard guard;

  TicketResource(Tickets tickets, RequestGuard guard) {
    this.tickets = tickets;
    this.guard = guard;
  }

  static void declare(@Observes RouteNeeds needs) {
    needs.declare(HttpMethod.POST, "/v1/tickets", Set.of(Scope.READ), MAX_BODY);
  }

  @POST
  @ResponseStatus(201)
  public TicketIssued issue(byte @Nullable [] body, @Context RoutingContext context) {
    JsonFields fields = new JsonFields(JsonBody.object(body));
    String path = fields.requiredString("sse_url", 1_000, "must be the sse_url of a job");
    if (path != null && !guard.takesTicket(path)) {
      fields.reject("sse_url", "invalid_value", "must be a path such as /v1/jobs/ID/stream");
    }
    fields.finish(ProblemException::invalid);
    Tickets.Ticket ticket = tickets.issue(Caller.of(context), String.valueOf(path));
    return new TicketIssued(
        ticket.text(), path + "?access_token=" + ticket.text(), ticket.expiresAt());
  }
}
