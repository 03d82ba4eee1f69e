package dev.sluice.legacy.deferred;

import dev.sluice.wire.worker.Device;
import dev.sluice.wire.worker.WorkerView;
import dev.sluice.worker.WorkerViews;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/capabilities}: the devices of the workers that are online. */
@Path("/v1/capabilities")
@Produces(MediaType.APPLICATION_JSON)
public final class CapabilitiesResource {
  private final WorkerViews workers;

  CapabilitiesResource(WorkerViews workers) {
    this.workers = workers;
  }

  public record Capabilities(List<WorkerDevice> devices) {}

  /**
   * A {@link Device}, with the worker that it belongs to.
   *
   * @param id unique on its worker
   */
  public record WorkerDevice(
      String id,
      String name,
      String deviceType,
      @Nullable Long vramGb,
      @Nullable String computeCapability,
      String workerId) {}

  @GET
  public Capabilities capabilities() {
    return new Capabilities(
        workers.all().stream()
            .filter(FleetBeat::isOnline)
            .flatMap(CapabilitiesResource::devices)
            .toList());
  }

  private static Stream<WorkerDevice> devices(WorkerView worker) {
    return worker.devices().stream()
        .map(
            device ->
                new WorkerDevice(
                    device.id(),
                    device.name(),
                    device.deviceType(),
                    device.vramGb(),
                    device.computeCapability(),
                    worker.workerId()));
  }
}
