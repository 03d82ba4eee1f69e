package dev.sluice.worker.call;

import dev.sluice.http.RouteNeeds;
import dev.sluice.worker.Membership;
import dev.sluice.worker.WorkerAuthenticator;
import dev.sluice.worker.WorkerId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/workers/{id}/leave}: a worker ends, and the server stops waiting for its calls.
 */
@Path("/v1/workers/{id}/leave")
@Consumes(MediaType.WILDCARD)
public final class LeaveResource {
  private static final int MAX_BODY = 1 << 10;

  private final WorkerAuthenticator authenticator;
  private final Membership membership;

  LeaveResource(WorkerAuthenticator authenticator, Membership membership) {
    this.authenticator = authenticator;
    this.membership = membership;
  }

  static void declare(@Observes RouteNeeds needs, WorkerAuthenticator authenticator) {
    needs.declare(
        HttpMethod.POST, "/v1/workers/{id}/leave", authenticator::authenticateHead, MAX_BODY);
  }

  @POST
  public Uni<Void> leave(
      @RestPath String id, @HeaderParam("Authorization") @Nullable String authorization) {
    return authenticator.authenticate(WorkerId.check(id), authorization).chain(membership::leave);
  }
}
