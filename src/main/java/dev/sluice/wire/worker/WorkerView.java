package dev.sluice.wire.worker;

import dev.sluice.wire.AttemptRef;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A worker as clients see it.
 *
 * @param status {@code IDLE}, {@code BUSY}, {@code UNHEALTHY}, {@code OFFLINE}, {@code DRAINING} or
 *     {@code DELETED}
 * @param reservedCpu cores reserved for the attempts that it holds
 * @param devices its processors, as it registered them
 * @param running the attempts that it holds
 */
public record WorkerView(
    String workerId,
    String status,
    String hostname,
    @Nullable String os,
    @Nullable String version,
    double cpuCount,
    long ramTotalMb,
    double cpuUsage,
    long ramFreeMb,
    double reservedCpu,
    long reservedRamMb,
    int maxParallel,
    Map<String, String> labels,
    List<String> capabilities,
    List<Device> devices,
    List<AttemptRef> running,
    boolean draining,
    Instant registeredAt,
    Instant lastHeartbeatAt,
    @Nullable Instant cooldownUntil) {}
