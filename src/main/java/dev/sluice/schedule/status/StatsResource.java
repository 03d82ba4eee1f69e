package dev.sluice.schedule.status;

import dev.sluice.wire.Stats;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code GET /v1/stats}. */
@Path("/v1/stats")
@Produces(MediaType.APPLICATION_JSON)
public final class StatsResource {
  private final Statistics statistics;

  StatsResource(Statistics statistics) {
    this.statistics = statistics;
  }

  @GET
  public Uni<Stats> stats() {
    return statistics.now();
  }
}
