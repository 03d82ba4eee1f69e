package dev.sluice.worker.process;

import dev.sluice.http.QueryParameters;
import dev.sluice.wire.Page;
import dev.sluice.wire.worker.NodeProcess;
import dev.sluice.worker.WorkerId;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.Set;
import org.jboss.resteasy.reactive.RestPath;

/** {@code GET /v1/workers/{id}/processes}. */
@Path("/v1/workers/{id}/processes")
@Produces(MediaType.APPLICATION_JSON)
public final class WorkerProcessResource {
  private final Processes processes;

  WorkerProcessResource(Processes processes) {
    this.processes = processes;
  }

  @GET
  public Page<NodeProcess> ofWorker(@RestPath String id, @Context UriInfo uri) {
    QueryParameters.check(uri.getQueryParameters(), Set.of());
    if (processes.worker(WorkerId.check(id)).isEmpty()) {
      throw WorkerId.unknown(id);
    }
    return new Page<>(processes.list(ProcessFilter.ofWorker(id)), null);
  }
}
