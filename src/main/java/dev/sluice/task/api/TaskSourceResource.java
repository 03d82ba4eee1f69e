package dev.sluice.task.api;

import dev.sluice.wire.Page;
import dev.sluice.wire.task.TaskSourceView;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code GET /v1/task-sources}. */
@Path("/v1/task-sources")
@Produces(MediaType.APPLICATION_JSON)
public final class TaskSourceResource {
  private final SourceReports reports;

  TaskSourceResource(SourceReports reports) {
    this.reports = reports;
  }

  @GET
  public Uni<Page<TaskSourceView>> list() {
    return reports.all().map(views -> new Page<>(views, null));
  }
}
