package dev.sluice.legacy.deferred;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.sse.ByteBuilder;
import dev.sluice.sse.SseWriter;
import dev.sluice.wire.Json;
import dev.sluice.wire.worker.NodeProcess;
import dev.sluice.wire.worker.ProcessStatus;
import dev.sluice.wire.worker.WorkerView;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The heartbeats of one moment as events: one of the server, the queen, and one of each worker that
 * is online, a hive. In the words of these clients a worker is a process on a hive.
 */
final class FleetBeat {
  private static final ObjectMapper MAPPER = Json.mapper();
  private static final String EVENT = "heartbeat";
  private static final Set<String> OFF = Set.of("OFFLINE", "DELETED");
  private static final Set<String> AVAILABLE = Set.of("IDLE", "BUSY");
  private static final int EXPECTED_SIZE = 160;

  private FleetBeat() {}

  private record Queen(
      String type,
      int workersOnline,
      int workersAvailable,
      int hivesOnline,
      int hivesAvailable,
      List<String> workerIds,
      List<String> hiveIds,
      Instant timestamp) {}

  private record HiveTelemetry(
      String type, String hiveId, Instant timestamp, List<ProcessTelemetry> workers) {}

  /**
   * A process that has not ended.
   *
   * @param group of the program
   * @param instance in that group
   */
  private record ProcessTelemetry(
      @Nullable Long pid,
      String group,
      String instance,
      double cpuPct,
      long rssMb,
      long uptimeS,
      @Nullable String model,
      @Nullable Integer port,
      String status) {
    static ProcessTelemetry of(NodeProcess process) {
      String program = process.implementation();
      return new ProcessTelemetry(
          process.pid(),
          program == null ? "process" : program,
          process.processId(),
          process.cpuPct(),
          process.rssMb(),
          process.uptimeS(),
          process.modelId(),
          process.port(),
          process.status().name());
    }
  }

  static boolean isOnline(WorkerView worker) {
    return !OFF.contains(worker.status());
  }

  static Buffer of(List<WorkerView> fleet, List<NodeProcess> listed, Instant now) {
    List<NodeProcess> processes = listed.stream().filter(p -> !p.status().isFinal()).toList();
    int ready = (int) processes.stream().filter(p -> p.status() == ProcessStatus.READY).count();
    List<String> processIds = processes.stream().map(NodeProcess::processId).toList();
    List<WorkerView> online = fleet.stream().filter(FleetBeat::isOnline).toList();
    int available = (int) online.stream().filter(w -> AVAILABLE.contains(w.status())).count();
    List<String> ids = online.stream().map(WorkerView::workerId).toList();
    ByteBuilder out = new ByteBuilder(EXPECTED_SIZE * (2 + online.size()));
    event(
        new Queen("queen", processes.size(), ready, online.size(), available, processIds, ids, now),
        out);
    Map<String, List<NodeProcess>> byWorker =
        processes.stream().collect(Collectors.groupingBy(NodeProcess::workerId));
    online.forEach(
        worker ->
            event(telemetry(worker, byWorker.getOrDefault(worker.workerId(), List.of())), out));
    return out.toBuffer();
  }

  private static HiveTelemetry telemetry(WorkerView worker, List<NodeProcess> processes) {
    return new HiveTelemetry(
        "hive_telemetry",
        worker.workerId(),
        worker.lastHeartbeatAt(),
        processes.stream().map(ProcessTelemetry::of).toList());
  }

  private static void event(Object data, ByteBuilder out) {
    try {
      SseWriter.event(EVENT, MAPPER.writeValueAsString(data), null, out);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts, numbers and times can always be written", e);
    }
  }
}
