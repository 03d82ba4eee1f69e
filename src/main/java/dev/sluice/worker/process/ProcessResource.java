package dev.sluice.worker.process;

import dev.sluice.http.QueryParameters;
import dev.sluice.wire.Page;
import dev.sluice.wire.worker.NodeProcess;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

/** {@code GET /v1/processes}. */
@Path("/v1/processes")
@Produces(MediaType.APPLICATION_JSON)
public final class ProcessResource {
  private final Processes processes;

  ProcessResource(Processes processes) {
    this.processes = processes;
  }

  @GET
  public Page<NodeProcess> ofFleet(@Context UriInfo uri) {
    var query = uri.getQueryParameters();
    QueryParameters.check(query, ProcessFilter.PARAMETERS);
    return new Page<>(
        processes.list(
            ProcessFilter.of(
                query.getFirst("model_id"), query.getFirst("status"), query.getFirst("device"))),
        null);
  }
}
