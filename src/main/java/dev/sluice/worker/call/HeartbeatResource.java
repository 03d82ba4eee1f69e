package dev.sluice.worker.call;

import dev.sluice.http.JsonBody;
import dev.sluice.http.RouteNeeds;
import dev.sluice.wire.worker.Heartbeat;
import dev.sluice.wire.worker.HeartbeatReply;
import dev.sluice.worker.Presence;
import dev.sluice.worker.WorkerAuthenticator;
import dev.sluice.worker.WorkerId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/workers/{id}/heartbeat}: a worker says that it is alive and what it runs. */
@Path("/v1/workers/{id}/heartbeat")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public final class HeartbeatResource {
  private final WorkerAuthenticator authenticator;
  private final AcceptHeartbeat accept;
  private final Presence presence;

  HeartbeatResource(WorkerAuthenticator authenticator, AcceptHeartbeat accept, Presence presence) {
    this.authenticator = authenticator;
    this.accept = accept;
    this.presence = presence;
  }

  static void declare(@Observes RouteNeeds needs, WorkerAuthenticator authenticator) {
    needs.declare(
        HttpMethod.POST,
        "/v1/workers/{id}/heartbeat",
        authenticator::authenticateHead,
        RunningAttempts.MAX_BODY);
  }

  @POST
  public Uni<HeartbeatReply> heartbeat(
      @RestPath String id,
      @HeaderParam("Authorization") @Nullable String authorization,
      byte @Nullable [] body) {
    WorkerId.check(id);
    Heartbeat read = JsonBody.as(Heartbeat.class, body);
    Heartbeat heartbeat =
        new Heartbeat(
            read.cpuUsage(),
            read.ramFreeMb(),
            RunningAttempts.complete(read.running()),
            read.ending(),
            ReportedProcesses.complete(id, read.processes()));
    return authenticator
        .authenticate(id, authorization)
        .invoke(() -> noteEnd(id, heartbeat))
        .chain(
            worker -> accept.accept(worker, WorkerAuthenticator.bearer(authorization), heartbeat));
  }

  private void noteEnd(String id, Heartbeat heartbeat) {
    if (heartbeat.ending()) {
      presence.ends(id);
    }
  }
}
