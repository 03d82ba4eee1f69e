package dev.sluice.legacy.deferred;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.worker.NodeProcess;
import dev.sluice.wire.worker.ProcessStatus;
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
    assertThat(FleetBeat.of(List.of(), List.of(), NOW).toString())
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
                List.of(),
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

  @Test
  void of_processes_areTheWorkersOfTheirHives() {
    String beat =
        FleetBeat.of(
                List.of(worker("a", "BUSY"), worker("b", "IDLE")),
                List.of(
                    process("p-1", ProcessStatus.READY),
                    process("p-2", ProcessStatus.STARTING),
                    process("p-3", ProcessStatus.FAILED)),
                NOW)
            .toString();

    assertThat(beat)
        .contains(
            "\"workers_online\":2,\"workers_available\":1,",
            "\"worker_ids\":[\"p-1\",\"p-2\"]",
            "{\"pid\":7,\"group\":\"process\",\"instance\":\"p-1\",\"cpu_pct\":1.5,\"rss_mb\":64,"
                + "\"uptime_s\":30,\"model\":\"m\",\"port\":9000,\"status\":\"READY\"}")
        .doesNotContain("p-3");
    assertThat(beat.split("\n\n")[2]).contains("\"hive_id\":\"b\"", "\"workers\":[]");
  }

  private static NodeProcess process(String id, ProcessStatus status) {
    return new NodeProcess(
        id, "a", "job-1", 1, status, "m", "CPU-0", 7L, 9_000, 1, null, null, HEARD, 30, 1.5, 64,
        null, null, null);
  }

  private static WorkerView worker(String id, String status) {
    return new WorkerView(
        id, status, "host", null, null, 1, 64, 0, 64, 0, 0, 1, Map.of(), List.of(), List.of(),
        List.of(), false, HEARD, HEARD, null);
  }
}
