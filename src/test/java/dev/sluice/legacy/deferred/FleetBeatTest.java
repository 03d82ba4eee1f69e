package dev.sluice.legacy.deferred;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.worker.WorkerView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FleetBeatTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:05Z");
  private static final Instant HEARD = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void of_noWorkers_isTheServerAlone() {
    assertThat(FleetBeat.of(List.of(), NOW).toString())
        .isEqualTo(
            "event: heartbeat\ndata: {\"type\":\"queen\",\"workers_online\":0,"
                + "\"workers_available\":0,\"hives_online\":0,\"hives_available\":0,"
                + "\"worker_ids\":[],\"hive_ids\":[],\"timestamp\":\"2026-03-01T12:00:05Z\"}\n\n");
  }

  @Test
  void of_fleet_countsWhatIsOnlineAndWhatTakesJobs() {
    String beat =
        FleetBeat.of(
                List.of(
                    worker("idle", "IDLE"),
                    worker("busy", "BUSY"),
                    worker("cooling", "UNHEALTHY"),
                    worker("draining", "DRAINING"),
                    worker("gone", "OFFLINE"),
                    worker("deleted", "DELETED")),
                NOW)
            .toString();

    assertThat(beat)
        .contains(
            "\"hives_online\":4,\"hives_available\":2,",
            "\"hive_ids\":[\"idle\",\"busy\",\"cooling\",\"draining\"]");
    assertThat(beat.split("\n\n")).hasSize(5);
    assertThat(beat.split("\n\n")[1])
        .isEqualTo(
            "event: heartbeat\ndata: {\"type\":\"hive_telemetry\",\"hive_id\":\"idle\","
                + "\"timestamp\":\"2026-03-01T12:00:00Z\",\"workers\":[]}");
  }

  private static WorkerView worker(String id, String status) {
    return new WorkerView(
        id, status, "host", null, null, 1, 64, 0, 64, 0, 0, 1, Map.of(), List.of(), List.of(),
        List.of(), false, HEARD, HEARD, null);
  }
}
