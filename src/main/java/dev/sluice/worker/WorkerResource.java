package dev.sluice.worker;

import dev.sluice.http.Caller;
import dev.sluice.http.JsonBody;
import dev.sluice.http.RouteNeeds;
import dev.sluice.token.Scope;
import dev.sluice.wire.HeaderNames;
import dev.sluice.wire.Page;
import dev.sluice.wire.worker.WorkerRegistered;
import dev.sluice.wire.worker.WorkerView;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Set;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** {@code /v1/workers}: workers join, and people list, drain and remove them. */
@Path("/v1/workers")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public final class WorkerResource {
  private final Membership membership;
  private final WorkerViews views;

  WorkerResource(Membership membership, WorkerViews views) {
    this.membership = membership;
    this.views = views;
  }

  static void declare(@Observes RouteNeeds needs) {
    needs.declare(HttpMethod.POST, "/v1/workers", Set.of(Scope.AGENT), RouteNeeds.DEFAULT_MAX_BODY);
  }

  @POST
  @ResponseStatus(201)
  public Uni<WorkerRegistered> register(
      @HeaderParam(HeaderNames.NAME_SECRET) @Nullable String nameSecret,
      byte @Nullable [] body,
      @Context RoutingContext context) {
    NameClaim claim = NameClaim.of(Caller.of(context).token(), nameSecret);
    return membership.register(RegistrationReader.read(JsonBody.object(body)), claim);
  }

  @GET
  public Page<WorkerView> list() {
    return new Page<>(views.all(), null);
  }

  @GET
  @Path("/{id}")
  public WorkerView get(@RestPath String id) {
    return views.find(WorkerId.check(id)).orElseThrow(() -> WorkerId.unknown(id));
  }

  @POST
  @Path("/{id}/drain")
  public Uni<WorkerView> drain(@RestPath String id) {
    return membership.drain(WorkerId.check(id), true).map(views::of);
  }

  @POST
  @Path("/{id}/undrain")
  public Uni<WorkerView> undrain(@RestPath String id) {
    return membership.drain(WorkerId.check(id), false).map(views::of);
  }

  @DELETE
  @Path("/{id}")
  public Uni<WorkerView> delete(@RestPath String id) {
    return membership.delete(WorkerId.check(id)).map(views::of);
  }
}
