package dev.sluice.legacy.executor.job;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.legacy.executor.job.ServedJobs.create;
import static dev.sluice.legacy.executor.job.ServedJobs.register;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.file.FileStore;
import dev.sluice.file.Files;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.StoredJobs;
import dev.sluice.legacy.executor.ServedApi;
import dev.sluice.legacy.executor.ServedApi.Json;
import dev.sluice.store.PlainStore;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(PlainStore.class)
class ClientRoutesContractTest {
  @Inject ServedJobs served;
  @Inject FileStore files;
  private ServedApi api;

  @BeforeEach
  void serve() {
    api = served.serve();
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void create_allFields_isAQueuedJob() {
    Json answer =
        api.post(
            "/api/jobs/create",
            """
            {'command': 'make\\nmake check', 'fileUrl': '/f', 'filename': 'src.zip',
             'requiredCpu': '2.5', 'requiredRamMb': 512, 'timeoutMs': '1000', 'maxRetries': 0,
             'extra': true}\
            """);

    String id = answer.is(200).text("jobId");
    assertThat(answer.body().toString())
        .isEqualTo(
            "{\"success\":true,\"jobId\":\"%s\",\"message\":\"Job created successfully\"}"
                .formatted(id));
    Job job = served.past().now(id);
    assertThat(job.status).isEqualTo(JobStatus.QUEUED);
    assertThat(job.operation).isEqualTo("exec");
    assertThat(job.requirements.cpu()).isEqualTo(2.5);
    assertThat(job.requirements.ramMb()).isEqualTo(512);
    assertThat(job.timeoutMs).isEqualTo(1_000);
    assertThat(job.maxRetries).isZero();
  }

  @Test
  void create_onlyWhatIsRequired_hasTheDefaults() {
    Job job = served.past().now(create(api, "true"));

    assertThat(job.requirements.cpu()).isEqualTo(1);
    assertThat(job.requirements.ramMb()).isEqualTo(256);
    assertThat(job.timeoutMs).isEqualTo(300_000);
    assertThat(job.maxRetries).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'fileUrl': 'f', 'filename': 'f'} | command, fileUrl, and filename are required",
        "{'command': 'c', 'filename': 'f'} | command, fileUrl, and filename are required",
        "{'command': 'c', 'fileUrl': 'f'} | command, fileUrl, and filename are required",
        "{'command': '', 'fileUrl': 'f', 'filename': 'f'} |"
            + " command, fileUrl, and filename are required",
        "{'command': ['c'], 'fileUrl': 'f', 'filename': 'f'} | command must be a string",
        "{'command': 'c', 'fileUrl': 1, 'filename': 'f'} | fileUrl must be a string",
        "{'command': 'c', 'fileUrl': 'f', 'filename': {}} | filename must be a string",
        "null | the body must be a JSON object",
      })
  void create_wrongBody_isRefused(String body, String error) {
    Json answer = api.post("/api/jobs/create", body).is(400);

    assertThat(answer.body().toString()).isEqualTo("{\"error\":\"" + error + "\"}");
  }

  @Test
  void create_uploadedFile_isTheFileOfTheJob() {
    String file = result(files.store(Files.named("a.zip"), Files.content(new byte[] {1}))).id();

    Job job = served.past().now(createWith("/api/files/download/" + file).is(200).text("jobId"));

    assertThat(job.fileId).isEqualTo(file);
  }

  @Test
  void create_fileOfAnotherServer_isNoFileOfTheJob() {
    Json answer = createWith("http://other.example/api/files/download/abc").is(200);

    assertThat(served.past().now(answer.text("jobId")).fileId).isNull();
  }

  @Test
  void create_fileThatDoesNotExist_isRefused() {
    assertThat(createWith("/api/files/download/abc").is(400).text("error"))
        .isEqualTo("fileUrl names no file of this server: abc");
  }

  private Json createWith(String fileUrl) {
    return api.post(
        "/api/jobs/create", Map.of("command", "true", "fileUrl", fileUrl, "filename", "a.zip"));
  }

  @Test
  void create_numberOutOfRange_isRefused() {
    Json answer =
        api.post(
            "/api/jobs/create",
            "{'command': 'c', 'fileUrl': 'f', 'filename': 'f', 'timeoutMs': -5}");

    assertThat(answer.is(400).text("error")).contains("timeout_ms");
  }

  @Test
  void lists_jobsOfBothKinds_haveTheSameFields() {
    String id = create(api, "echo a");
    Job other =
        StoredJobs.insert(
            aJob().operation("exec").payload("{\"command\":[\"echo\",\"b c\"]}").queued());

    JsonNode list = api.get("/api/jobs/list").is(200).body();
    JsonNode counted = api.get("/api/jobs/create").is(200).body();

    assertThat(list.isArray()).isTrue();
    assertThat(counted.path("count").asInt()).isEqualTo(counted.path("jobs").size());
    assertThat(counted.path("jobs")).isEqualTo(list);
    JsonNode listed = find(list, id);
    assertThat(listed.fieldNames())
        .toIterable()
        .containsExactly(
            "jobId",
            "id",
            "command",
            "fileUrl",
            "filename",
            "status",
            "assignedAgentId",
            "requiredCpu",
            "requiredRamMb",
            "timeoutMs",
            "containerImage",
            "workDir",
            "createdAt",
            "queuedAt",
            "assignedAt",
            "startedAt",
            "completedAt");
    assertThat(listed.path("filename").asText()).isEqualTo("f.zip");
    assertThat(listed.path("createdAt").isNumber()).isTrue();
    assertThat(find(list, other.id).path("command").asText()).isEqualTo("echo 'b c'");
  }

  @Test
  void status_queuedJob_hasAllFields() {
    JsonNode status = api.get("/api/jobs/status?jobId=" + create(api, "c")).is(200).body();

    assertThat(status.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "jobId",
            "status",
            "assignedAgentId",
            "command",
            "filename",
            "stdout",
            "stderr",
            "exitCode",
            "errorMessage",
            "resultFileId",
            "resultFilename",
            "resultFileUrl",
            "createdAt",
            "queuedAt",
            "assignedAt",
            "startedAt",
            "completedAt",
            "attempts",
            "maxRetries",
            "requiredCpu",
            "requiredRamMb",
            "timeoutMs");
    assertThat(status.path("status").asText()).isEqualTo("QUEUED");
    assertThat(status.path("stdout").asText("x")).isEmpty();
    assertThat(status.path("attempts").asInt(-1)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "/api/jobs/status, 400, '{\"error\":\"jobId is required\"}'",
    "/api/jobs/status?jobId=, 400, '{\"error\":\"jobId is required\"}'",
    "/api/jobs/status?jobId=job-1-abc, 404, '{\"error\":\"Job not found\"}'",
    "/api/jobs/status?jobId=%00%2F, 404, '{\"error\":\"Job not found\"}'",
    "/api/jobs/check-cancel, 400, '{\"success\":false,\"error\":\"Missing jobId\"}'",
    "/api/jobs/check-cancel?jobId=x, 404, '{\"success\":false,\"error\":\"Job not found\"}'",
  })
  void read_wrongCall_isRefused(String path, int status, String body) {
    assertThat(api.get(path).is(status).body().toString()).isEqualTo(body);
  }

  @Test
  void cancel_queuedJob_isFailedAtOnce() {
    String id = create(api, "c");

    Json answer = api.post("/api/jobs/cancel", Map.of("jobId", id)).is(200);

    assertThat(answer.body().toString())
        .isEqualTo(
            "{\"success\":true,\"message\":\"Job cancelled successfully\",\"jobId\":\"%s\"}"
                .formatted(id));
    JsonNode status = api.get("/api/jobs/status?jobId=" + id).body();
    assertThat(status.path("status").asText()).isEqualTo("FAILED");
    assertThat(status.path("errorMessage").asText()).isEqualTo("Job cancelled by user");
    assertThat(find(api.get("/api/jobs/list").body(), id).path("status").asText())
        .isEqualTo("FAILED");
  }

  @Test
  void cancel_jobThatHasEnded_leavesItAsItIs() {
    String worker = register(api);
    String id = served.running(api, worker);
    api.post("/api/jobs/submit-result", Map.of("jobId", id, "workerId", worker)).is(200);

    Json answer = api.post("/api/jobs/cancel", Map.of("jobId", id)).is(400);

    assertThat(answer.text("error")).contains("has ended as COMPLETED");
    assertThat(served.past().now(id).status).isEqualTo(JobStatus.COMPLETED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{} | 400 | Missing jobId",
        "{'jobId': 5} | 400 | jobId must be a string",
        "{'jobId': 'x'} | 404 | Job not found",
      })
  void cancel_wrongBody_isRefused(String body, int status, String error) {
    assertThat(api.post("/api/jobs/cancel", body).is(status).body().toString())
        .isEqualTo("{\"success\":false,\"error\":\"" + error + "\"}");
  }

  @Test
  void checkCancel_job_saysWhetherItIsCancelled() {
    String id = create(api, "c");

    assertThat(api.get("/api/jobs/check-cancel?jobId=" + id).is(200).body().toString())
        .isEqualTo("{\"success\":true,\"cancelRequested\":false}");
    api.post("/api/jobs/cancel", Map.of("jobId", id)).is(200);
    assertThat(api.get("/api/jobs/check-cancel?jobId=" + id).is(200).body().toString())
        .isEqualTo("{\"success\":true,\"cancelRequested\":true}");
  }

  private static JsonNode find(JsonNode list, String id) {
    for (JsonNode each : list) {
      if (each.path("jobId").asText().equals(id)) {
        return each;
      }
    }
    throw new AssertionError("not listed: " + id);
  }
}
