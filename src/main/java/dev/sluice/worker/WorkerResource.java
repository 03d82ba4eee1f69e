package dev.sluice.worker;

import dev.sluice.http.JsonBody;
import dev.sluice.wire.Page;
import dev.sluice.wire.worker.Heartbeat;
import dev.sluice.wire.worker.HeartbeatReply;
import dev.sluice.wire.worker.WorkerRegistered;
import dev.sluice.wire.worker.WorkerRegistration;
import dev.sluice.wire.worker.WorkerView;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Workers over HTTP: what the nodes themselves call, and what people do with them. */
@Path("/v1/workers")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public final class WorkerResource {
  private final Fleet fleet;
  private final Roster roster;
  private final Heartbeats heartbeats;

  WorkerResource(Fleet fleet, Roster roster, Heartbeats heartbeats) {
    this.fleet = fleet;
    this.roster = roster;
    this.heartbeats = heartbeats;
  }

  @POST
  @ResponseStatus(201)
  public Uni<WorkerRegistered> register(byte @Nullable [] body) {
    WorkerRegistration registration = Registrations.read(JsonBody.object(body));
    return fleet.register(registration);
  }

  @POST
  @Path("/{id}/heartbeat")
  public Uni<HeartbeatReply> heartbeat(
      @RestPath String id,
      @HeaderParam("Authorization") @Nullable String authorization,
      byte @Nullable [] body) {
    Registrations.knownId(id);
    Heartbeat heartbeat = JsonBody.as(Heartbeat.class, body);
    Heartbeat complete =
        new Heartbeat(
            heartbeat.cpuUsage(),
            heartbeat.ramFreeMb(),
            RunningAttempts.complete(heartbeat.running()));
    return roster
        .authenticate(id, authorization)
        .chain(worker -> heartbeats.take(worker, Roster.bearer(authorization), complete));
  }

  @GET
  public Page<WorkerView> list() {
    return new Page<>(fleet.views(), null);
  }

  @GET
  @Path("/{id}")
  public WorkerView get(@RestPath String id) {
    return fleet.view(Registrations.knownId(id)).orElseThrow(() -> Workers.unknown(id));
  }

  @POST
  @Path("/{id}/drain")
  public Uni<WorkerView> drain(@RestPath String id) {
    return fleet.drain(Registrations.knownId(id), true);
  }

  @POST
  @Path("/{id}/undrain")
  public Uni<WorkerView> undrain(@RestPath String id) {
    return fleet.drain(Registrations.knownId(id), false);
  }

  @DELETE
  @Path("/{id}")
  public Uni<WorkerView> delete(@RestPath String id) {
    return fleet.delete(Registrations.knownId(id));
  }
}
