package dev.sluice.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.cli.StubServer;
import dev.sluice.cli.console.Shell;
import dev.sluice.wire.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OldFormTest {
  private static final String COMMON =
      "\"jobId\":\"j\",\"command\":\"make\",\"requiredCpu\":2,\"requiredRamMb\":512,"
          + "\"timeoutMs\":1000,\"maxRetries\":1,\"attempts\":2,"
          + "\"fileUrl\":\"/f\",\"filename\":\"p.zip\",\"createdAt\":1700000000000";

  private final ObjectMapper mapper = Json.mapper();

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"status\":\"COMPLETED\",\"assignedAgentId\":\"w\",\"stdout\":\"ä\\n\",\"stderr\":\"e\","
            + "\"exitCode\":3,\"startedAt\":1700000001000,\"completedAt\":1700000002000,"
            + "\"queuedAt\":1700000000500,\"assignedAt\":1700000000900",
        "\"status\":\"FAILED\",\"errorMessage\":\"Job cancelled by user\",\"stdout\":\"\","
            + "\"stderr\":\"\",\"queuedAt\":1700000000000,\"completedAt\":1700000000000",
        "\"status\":\"SUBMITTED\",\"stdout\":\"\",\"stderr\":\"\""
      })
  void job_thereAndBack_isTheSame(String fields) throws IOException {
    ObjectNode old = (ObjectNode) mapper.readTree("{" + COMMON + "," + fields + "}");

    try (OldForm form = new OldForm(directory)) {
      for (JsonNode line : new OldJob(old, null, Instant.EPOCH).lines()) {
        form.add(mapper.readTree(line.toString()));
      }
    }

    JsonNode written = mapper.readTree(directory.resolve(OldForm.JOBS).toFile());
    assertThat(written).hasSize(1);
    assertThat(written.get(0)).isEqualTo(mapper.readTree(old.toString()));
  }

  @Test
  void export_cmdExecutor_writesBothFilesAndLeavesOtherOperationsOut() throws IOException {
    Shell shell = new Shell();
    try (StubServer server = new StubServer()) {
      server.json(
          "GET /v1/export",
          """
          {"worker":{"worker_id":"w","hostname":"h","ram_total_mb":9,"last_heartbeat_at":"1970-01-01T00:00:01Z"}}
          {"output":{"job_id":"t","attempt":1,"seq":0,"entries":[{"stream":"stdout","text":"no"}]}}
          {"job":{"job_id":"t","status":"COMPLETED","operation":"task_run","payload":{}}}
          {"job":{"job_id":"e","status":"QUEUED","operation":"exec","payload":{"command":["a b","c'd"]}}}
          """);

      int code =
          shell.run(
              "export",
              "--server",
              server.uri(),
              "--format",
              "cmd-executor",
              "--to",
              directory.toString());

      assertThat(code).isZero();
    }
    assertThat(shell.err()).isEqualTo("sluice: 1 jobs are no commands, and were left out\n");
    JsonNode job = mapper.readTree(directory.resolve(OldForm.JOBS).toFile()).get(0);
    assertThat(job.path("command").asText()).isEqualTo("'a b' 'c'\\''d'");
    assertThat(job.path("stdout").asText()).isEmpty();
    JsonNode worker = mapper.readTree(directory.resolve(OldForm.WORKERS).toFile()).get(0);
    assertThat(worker.path("lastHeartbeat").asLong()).isEqualTo(1_000);
    assertThat(List.of(worker.path("status").asText(), worker.path("hostname").asText()))
        .containsExactly("OFFLINE", "h");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"export --format xml", "export --format cmd-executor", "export --to /tmp"})
  void export_wrongOptions_isWrongUsage(String line) {
    assertThat(new Shell().runLine(line)).isEqualTo(2);
  }
}
