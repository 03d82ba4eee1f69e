package dev.sluice.wire;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A worker node introduces itself. Registering again under an id starts a new incarnation of that
 * worker: whatever the old one was running is lost at once.
 *
 * @param workerId chosen by the node so that it keeps its name over restarts; the server makes one
 *     when absent
 * @param cpuCount cores it offers
 * @param ramTotalMb memory it offers, MiB
 * @param maxParallel how many attempts it runs at the same time
 * @param capabilities the operations it can execute
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
    List<String> capabilities) {}
