package dev.sluice.wire.worker;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Registers a worker node. A second registration under an id starts a new incarnation of that
 * worker, and the attempts of the old one are lost at once.
 *
 * @param workerId chosen by the node so that it keeps its id over restarts; if absent, the server
 *     makes one
 * @param cpuCount cores that it offers
 * @param ramTotalMb memory that it offers, MiB
 * @param maxParallel how many attempts it runs at once
 * @param capabilities the operations that it can execute, and {@link Assignment#FILES} or {@link
 *     Assignment#ZIP}
 * @param devices its processors, as far as it knows them
 */
public record WorkerRegistration(
    @Nullable String workerId,
    String hostname,
    @Nullable String os,
    @Nullable String version,
    double cpuCount,
    long ramTotalMb,
    Map<String, String> labels,
    int maxParallel,
    List<String> capabilities,
    List<Device> devices) {

  /** The same with these devices. */
  public WorkerRegistration with(List<Device> others) {
    return new WorkerRegistration(
        workerId,
        hostname,
        os,
        version,
        cpuCount,
        ramTotalMb,
        labels,
        maxParallel,
        capabilities,
        others);
  }
}
