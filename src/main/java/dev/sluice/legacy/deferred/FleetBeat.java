package dev.sluice.legacy.deferred;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.sse.ByteBuilder;
import dev.sluice.sse.SseWriter;
import dev.sluice.wire.Json;
import dev.sluice.wire.worker.WorkerView;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * The heartbeats of one moment as events: one of the server, the queen, and one of each worker that
 * is online, a hive. In the words of these clients a worker is a process on a hive; Sluice has none
 * yet, so their counts are 0 and their lists empty.
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
      String type, String hiveId, Instant timestamp, List<Object> workers) {}

  static boolean isOnline(WorkerView worker) {
    return !OFF.contains(worker.status());
  }

  static Buffer of(List<WorkerView> fleet, Instant now) {
    List<WorkerView> online = fleet.stream().filter(FleetBeat::isOnline).toList();
    int available = (int) online.stream().filter(w -> AVAILABLE.contains(w.status())).count();
    List<String> ids = online.stream().map(WorkerView::workerId).toList();
    ByteBuilder out = new ByteBuilder(EXPECTED_SIZE * (2 + online.size()));
    event(new Queen("queen", 0, 0, online.size(), available, List.of(), ids, now), out);
    online.forEach(
        worker ->
            event(
                new HiveTelemetry(
                    "hive_telemetry", worker.workerId(), worker.lastHeartbeatAt(), List.of()),
                out));
    return out.toBuffer();
  }

  private static void event(Object data, ByteBuilder out) {
    try {
      SseWriter.event(EVENT, MAPPER.writeValueAsString(data), null, out);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts, numbers and times can always be written", e);
    }
  }
}
