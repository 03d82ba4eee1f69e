package dev.sluice.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.wire.Json;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoercionTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void job_onlyIdCommandAndStatus_getsTheDefaults() {
    JsonNode job = job("{'jobId':'j1','command':'make','status':'pending'}");

    assertThat(job.path("status").asText()).isEqualTo("QUEUED");
    assertThat(job.path("operation").asText()).isEqualTo("exec");
    assertThat(job.at("/payload/command").asText()).isEqualTo("make");
    assertThat(job.at("/requirements/cpu").asDouble()).isEqualTo(1);
    assertThat(job.at("/requirements/ram_mb").asInt()).isEqualTo(256);
    assertThat(job.path("timeout_ms").asInt()).isEqualTo(300_000);
    assertThat(job.path("max_retries").asInt()).isEqualTo(3);
    assertThat(job.at("/metadata/attempts").asInt()).isZero();
    assertThat(job.path("created_at").asText()).isEqualTo(NOW.toString());
    assertThat(job.path("queued_at").asText()).isEqualTo(NOW.toString());
    assertThat(job.path("tags").get(0).asText()).isEqualTo("cmd-executor");
  }

  @ParameterizedTest
  @CsvSource({
    "pending, QUEUED",
    "SUBMITTED, QUEUED",
    "queued, QUEUED",
    "assigned, ASSIGNED",
    "running, RUNNING",
    "completed, COMPLETED",
    "failed, FAILED"
  })
  void job_status_isCoerced(String old, String expected) {
    JsonNode job = job("{'jobId':'j1','command':'make','status':'" + old + "'}");

    assertThat(job.path("status").asText()).isEqualTo(expected);
  }

  @Test
  void job_toRunWithAFile_isNotStarted() {
    JsonNode job =
        job(
            "{'jobId':'j1','command':'make','status':'running','startedAt':1700000000000,"
                + "'fileUrl':'/api/files/download/1','filename':'p.zip'}");

    assertThat(job.path("status").asText()).isEqualTo("SUBMITTED");
    assertThat(job.has("queued_at")).isFalse();
    assertThat(job.has("started_at")).isFalse();
    assertThat(job.at("/metadata/file_url").asText()).isEqualTo("/api/files/download/1");
    assertThat(job.at("/metadata/filename").asText()).isEqualTo("p.zip");
  }

  @Test
  void job_runningAndToBeCancelled_keepsTheRequest() {
    JsonNode job =
        job("{'jobId':'j','command':'c','fileUrl':'f','status':'running','cancelRequested':true}");

    assertThat(job.path("status").asText()).isEqualTo("RUNNING");
    assertThat(job.path("cancel_requested").asBoolean()).isTrue();
  }

  @Test
  void job_ended_hasOneAttemptWithItsOutput() {
    List<ObjectNode> lines =
        lines(
            "{'jobId':'j1','command':'make','status':'completed','workerId':'w1','exitCode':'5',"
                + "'stdout':'"
                + "ä".repeat(20_000)
                + "','stderr':'oops','requiredCpu':'2','requiredRamMb':512,"
                + "'createdAt':1700000000000,'startedAt':'1700000001000',"
                + "'completedAt':'2023-11-14T22:13:25Z'}");

    assertThat(lines).hasSize(4);
    assertThat(lines.get(0).at("/output/entries/0/text").asText()).isEqualTo("ä".repeat(16_384));
    assertThat(lines.get(1).at("/output/offset").asInt()).isEqualTo(32_768);
    assertThat(lines.get(2).at("/output/size_before").asInt()).isEqualTo(40_000 + 2 * 13);
    assertThat(lines.get(2).at("/output/entries/0/stream").asText()).isEqualTo("stderr");
    JsonNode job = lines.get(3).path("job");
    assertThat(job.path("reason").asText()).isEqualTo("COMPLETED");
    assertThat(job.at("/result/exit_code").asInt()).isEqualTo(5);
    assertThat(job.path("worker_id").asText()).isEqualTo("w1");
    assertThat(job.path("completed_at").asText()).isEqualTo("2023-11-14T22:13:25Z");
    assertThat(job.at("/output/bytes").asInt()).isEqualTo(40_004);
    JsonNode attempt = job.at("/attempts/0");
    assertThat(attempt.path("chunks").asInt()).isEqualTo(3);
    assertThat(attempt.path("ended_at").asText()).isEqualTo("2023-11-14T22:13:25Z");
    assertThat(attempt.path("assigned_at").asText()).isEqualTo("2023-11-14T22:13:21Z");
  }

  @ParameterizedTest
  @CsvSource({
    "1, boom, FAILED, EXIT_CODE, boom",
    "0, boom, FAILED, FAILED, boom",
    "0, '', FAILED, FAILED, no reason was recorded",
    "130, Job cancelled by user, CANCELLED, CANCELLED, Job cancelled by user"
  })
  void job_failed_saysWhy(int exit, String old, String status, String reason, String message) {
    JsonNode job =
        job(
            "{'jobId':'j','command':'c','status':'FAILED','exitCode':%d,'errorMessage':'%s'}"
                .formatted(exit, old));

    assertThat(job.path("status").asText()).isEqualTo(status);
    assertThat(job.path("reason").asText()).isEqualTo(reason);
    assertThat(job.at("/result/error/message").asText()).isEqualTo(message);
    assertThat(job.has("attempts")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'command':'c','status':'failed'} | jobId is missing",
        "{'jobId':'j','status':'failed'} | command is missing",
        "{'jobId':'j','command':7,'status':'failed'} | command must be a string, is 7",
        "{'jobId':'j','command':'c'} | status is missing",
        "{'jobId':'j','command':'c','status':'lost'} | status is unknown: lost",
        "{'jobId':'j','command':'c','status':'failed','requiredCpu':'many'} | requiredCpu must be a"
            + " number, is \"many\"",
        "{'jobId':'j','command':'c','status':'failed','timeoutMs':1.5} | timeoutMs must be a whole"
            + " number, is 1.5",
        "{'jobId':'j','command':'c','status':'failed','createdAt':-1} | createdAt must be a time in"
            + " milliseconds, is -1",
        "{'jobId':'j','command':'c','status':'failed','stdout':[]} | stdout must be a string, is []"
      })
  void job_thatCannotBeCoerced_isRefused(String record, String reason) {
    assertThatThrownBy(() -> lines(record)).isInstanceOf(RefusedRecord.class).hasMessage(reason);
  }

  @Test
  void worker_bytes_becomeMegabytes() {
    JsonNode worker =
        OldWorker.line(
                record(
                    "{'workerId':'w1','status':'busy','cpuCount':4,'ramTotal':8589934592,"
                        + "'ramFree':'1073741824','reservedRam':1048576,'currentJobId':'j1',"
                        + "'lastHeartbeat':1700000000000,'osType':'x'}"),
                null,
                NOW)
            .path("worker");

    assertThat(worker.path("ram_total_mb").asInt()).isEqualTo(8_192);
    assertThat(worker.path("ram_free_mb").asInt()).isEqualTo(1_024);
    assertThat(worker.path("hostname").asText()).isEqualTo("w1");
    assertThat(worker.path("max_parallel").asInt()).isEqualTo(4);
    assertThat(worker.path("last_heartbeat_at").asText()).isEqualTo("2023-11-14T22:13:20Z");
  }

  @Test
  void worker_unknownStatus_isRefused() {
    assertThatThrownBy(() -> OldWorker.line(record("{'workerId':'w','status':'x'}"), null, NOW))
        .hasMessage("status is unknown: x");
  }

  private static JsonNode job(String record) {
    List<ObjectNode> lines = lines(record);
    return lines.get(lines.size() - 1).path("job");
  }

  private static List<ObjectNode> lines(String record) {
    return new OldJob(record(record), null, NOW).lines();
  }

  private static ObjectNode record(String text) {
    try {
      return (ObjectNode) Json.mapper().readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
