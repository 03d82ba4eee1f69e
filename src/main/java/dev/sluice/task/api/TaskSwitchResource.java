package dev.sluice.task.api;

import dev.sluice.wire.task.TaskSwitch;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestPath;

/** Disables and enables tasks. Both calls ignore their body, and need the scope of any change. */
@Path("/v1/tasks")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public final class TaskSwitchResource {
  private final SwitchTask switches;

  TaskSwitchResource(SwitchTask switches) {
    this.switches = switches;
  }

  @POST
  @Path("/{name}/disable")
  public Uni<TaskSwitch> disable(@RestPath String name) {
    return switches.disable(name);
  }

  @POST
  @Path("/{name}/enable")
  public Uni<TaskSwitch> enable(@RestPath String name) {
    return switches.enable(name);
  }
}
