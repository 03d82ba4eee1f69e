package dev.sluice.legacy.executor.job;

import static dev.sluice.legacy.executor.job.ServedJobs.create;
import static dev.sluice.legacy.executor.job.ServedJobs.register;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.sluice.file.FileStore;
import dev.sluice.file.Files;
import dev.sluice.file.StoredFile;
import dev.sluice.job.Job;
import dev.sluice.job.JobBuilder;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.legacy.executor.ServedApi;
import dev.sluice.legacy.executor.ServedApi.Json;
import dev.sluice.output.LogReader;
import dev.sluice.store.PlainStore;
import dev.sluice.wire.job.JobResult;
import dev.sluice.worker.Membership;
import dev.sluice.worker.RegisteredWorker;
import dev.sluice.worker.Workers;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(PlainStore.class)
class AgentRoutesContractTest {
  @Inject ServedJobs served;
  @Inject Jobs jobs;
  @Inject Workers workers;
  @Inject Membership membership;
  @Inject LogReader log;
  @Inject FileStore files;

  private ServedApi api;
  private String worker;

  @BeforeEach
  void serve() {
    api = served.serve();
    worker = register(api);
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void getJob_nothingAssigned_is202() {
    Json answer = api.get("/api/jobs/get-job?workerId=" + worker).is(202);

    assertThat(answer.body().toString())
        .isEqualTo(
            "{\"success\":false,\"message\":\"No assigned jobs for this worker\",\"job\":null}");
  }

  @Test
  void getJob_assignedJob_isRunningAndHandedOutOnce() {
    String job = create(api, "echo hello");
    served.past().assign(job, worker);

    Json answer = api.get("/api/jobs/get-job?workerId=" + worker).is(200);

    assertThat(answer.body().toString())
        .isEqualTo(
            """
            {"success":true,"job":{"jobId":"%s","command":"echo hello",\
            "fileUrl":"/api/files/download/none.zip","filename":"f.zip","timeoutMs":300000}}\
            """
                .formatted(job));
    assertThat(now(job).status).isEqualTo(JobStatus.RUNNING);
    assertThat(status(job).path("attempts").asInt()).isEqualTo(1);
    api.get("/api/jobs/get-job?workerId=" + worker).is(202);
  }

  @Test
  void getJob_byPost_isServedToo() {
    String first = create(api, "one");
    String second = create(api, "two");
    served.past().assign(first, worker);
    served.past().assign(second, worker);

    JsonNode one = api.post("/api/jobs/get-job", Map.of("workerId", worker)).is(200).body();
    JsonNode two = api.post("/api/jobs/get-job?workerId=" + worker, "").is(200).body();

    assertThat(one.path("job").path("jobId").asText()).isEqualTo(first);
    assertThat(two.path("job").path("jobId").asText()).isEqualTo(second);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/jobs/get-job, 400, workerId is required",
    "GET, /api/jobs/get-job?workerId=, 400, workerId is required",
    "POST, /api/jobs/get-job, 400, workerId is required",
    "GET, /api/jobs/get-job?workerId=unknown, 404, Worker not found",
  })
  void getJob_wrongCall_isRefused(String method, String path, int status, String error) {
    Json answer = api.call(method, path, "{}").is(status);

    assertThat(answer.body().toString())
        .isEqualTo("{\"success\":false,\"error\":\"" + error + "\"}");
  }

  @Test
  void getJob_forASluiceWorker_handsNothingOut() {
    RegisteredWorker other = RegisteredWorker.register(membership, workers, jobs);
    Job assigned = other.assigned();

    api.get("/api/jobs/get-job?workerId=" + other.id()).is(404);

    assertThat(StoredJobs.now(assigned).status).isEqualTo(JobStatus.ASSIGNED);
  }

  @Test
  void streamOutput_runningJob_isAppended() {
    String job = served.running(api, worker);

    Json answer = stream(job, "one ", "stdout").is(200);
    stream(job, "two", "stdout").is(200);
    stream(job, "warn", "stderr").is(200);

    assertThat(answer.body().toString())
        .isEqualTo("{\"success\":true,\"message\":\"Output streamed successfully\"}");
    assertThat(status(job).path("stdout").asText()).isEqualTo("one two");
    assertThat(status(job).path("stderr").asText()).isEqualTo("warn");
  }

  @Test
  void streamOutput_unknownType_isAcceptedAndDropped() {
    String job = served.running(api, worker);

    stream(job, "x", "progress").is(200);

    assertThat(result(log.read(job, 1, 0, 9))).isEmpty();
  }

  @Test
  void streamOutput_afterTheResult_isAcceptedAndDropped() {
    String job = served.running(api, worker);
    submit(job, worker, "done", 0).is(200);

    stream(job, "late", "stdout").is(200);

    assertThat(status(job).path("stdout").asText()).isEqualTo("done");
  }

  @Test
  void streamOutput_jobOfASluiceAgent_isDropped() {
    Job running = RegisteredWorker.register(membership, workers, jobs).running();

    stream(running.id, "forged", "stdout").is(200);

    assertThat(result(log.read(running.id, 1, 0, 9))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'data': 'x', 'type': 'stdout'} | 400 | jobId, data and type are required",
        "{'jobId': 'j', 'type': 'stdout'} | 400 | jobId, data and type are required",
        "{'jobId': 'j', 'data': '', 'type': 'stdout'} | 400 | jobId, data and type are required",
        "{'jobId': 'j', 'data': 'x'} | 400 | jobId, data and type are required",
        "{'jobId': 'j', 'data': 5, 'type': 'stdout'} | 400 | data must be a string",
        "{'jobId': ['j'], 'data': 'x', 'type': 'stdout'} | 400 | jobId must be a string",
        "{'jobId': 'j', 'data': 'x', 'type': {}} | 400 | type must be a string",
        "{'jobId': 'j', 'data': 'x', 'type': 'stdout'} | 404 | Job not found",
      })
  void streamOutput_wrongBody_isRefused(String body, int status, String error) {
    Json answer = api.post("/api/jobs/stream-output", body).is(status);

    assertThat(answer.body().toString())
        .isEqualTo("{\"success\":false,\"error\":\"" + error + "\"}");
  }

  @Test
  void submitResult_exitCode0_completesTheJob() {
    String job = served.running(api, worker);
    stream(job, "hel", "stdout");

    Json answer = submit(job, worker, "hello", 0).is(200);

    assertThat(answer.body().toString())
        .isEqualTo(
            "{\"success\":true,\"jobId\":\"%s\",\"message\":\"Job result submitted successfully\"}"
                .formatted(job));
    JsonNode status = status(job);
    assertThat(status.path("status").asText()).isEqualTo("COMPLETED");
    assertThat(status.path("exitCode").asInt(-1)).isZero();
    assertThat(status.path("stdout").asText()).isEqualTo("hello");
    assertThat(now(job).status).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void submitResult_zip_isAFileOfTheJobAndOfItsResult() throws IOException {
    String job = served.running(api, worker);

    api.post("/api/jobs/submit-result", withZip(job, worker, zipOf("out.txt"))).is(200);

    JsonNode status = status(job);
    String file = status.path("resultFileId").asText();
    assertThat(status.path("resultFilename").asText()).isEqualTo("out.zip");
    assertThat(status.path("resultFileUrl").asText()).isEqualTo("/api/files/download/" + file);
    StoredFile stored = result(files.get(file));
    assertThat(stored.jobId()).isEqualTo(job);
    assertThat(left(job).fileId()).isEqualTo(file);
    assertThat(left(job).files()).isEqualTo(1);
    assertThat(left(job).message()).isNull();
  }

  @Test
  void submitResult_zipThatIsNone_isKeptAndTheResultSaysSo() {
    String job = served.running(api, worker);

    api.post("/api/jobs/submit-result", withZip(job, worker, new byte[] {1, 2, 3})).is(200);

    assertThat(status(job).path("status").asText()).isEqualTo("COMPLETED");
    assertThat(status(job).path("resultFileId").isTextual()).isTrue();
    assertThat(left(job).message()).isEqualTo("what the agent sent as resultZipBase64 is no ZIP");
  }

  @Test
  void submitResult_zipOfAForeignWorker_isNotStored() throws IOException {
    String job = served.running(api, worker);
    int before = result(files.list(null, 500)).size();

    api.post("/api/jobs/submit-result", withZip(job, register(api), zipOf("a"))).is(403);

    assertThat(result(files.list(null, 500))).hasSize(before);
    assertThat(now(job).status).isEqualTo(JobStatus.RUNNING);
  }

  @Test
  void submitResult_zipTwice_isStoredOnce() throws IOException {
    String job = served.running(api, worker);
    api.post("/api/jobs/submit-result", withZip(job, worker, zipOf("a"))).is(200);
    int before = result(files.list(null, 500)).size();

    api.post("/api/jobs/submit-result", withZip(job, worker, zipOf("b"))).is(200);

    assertThat(result(files.list(null, 500))).hasSize(before);
  }

  @Test
  void fetch_jobWithAZip_namesItsFile() throws IOException {
    String file = store("src.zip", zipOf("a"));

    JsonNode job = fetched(file);

    assertThat(job.path("fileUrl").asText()).isEqualTo("/api/files/download/" + file);
    assertThat(job.path("filename").asText()).isEqualTo(file + ".zip");
  }

  @Test
  void fetch_jobWithAnyOtherFile_namesAZipOfIt() {
    String file = store("data.bin", new byte[] {1, 2, 3});

    assertThat(fetched(file).path("fileUrl").asText())
        .isEqualTo("/api/files/download/" + file + "/zip");
  }

  @Test
  void fetch_jobWithAFileThatOnlyIsNamedAZip_namesAZipOfIt() {
    String file = store("data.zip", new byte[] {1, 2, 3});

    assertThat(fetched(file).path("fileUrl").asText())
        .isEqualTo("/api/files/download/" + file + "/zip");
  }

  private String store(String name, byte[] content) {
    return result(files.store(Files.named(name), Files.content(content))).id();
  }

  /** A job of {@code /v1} with the file. */
  private JsonNode fetched(String file) {
    Job queued =
        StoredJobs.insert(
            JobBuilder.aJob().payload("{\"command\":\"x\"}").operation("exec").queued());
    result(
        Job.mongoCollection().updateOne(Filters.eq("_id", queued.id), Updates.set("fileId", file)));
    served.past().assign(queued.id, worker);
    return api.get("/api/jobs/get-job?workerId=" + worker).is(200).body().path("job");
  }

  private static Map<String, String> withZip(String job, String worker, byte[] zip) {
    return Map.of(
        "jobId",
        job,
        "workerId",
        worker,
        "exitCode",
        "0",
        "resultZipBase64",
        Base64.getEncoder().encodeToString(zip),
        "resultZipName",
        "out.zip");
  }

  private static byte[] zipOf(String name) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
    }
    return bytes.toByteArray();
  }

  @Test
  void submitResult_otherExitCode_isCompletedThereAndFailedHere() {
    String job = served.running(api, worker);

    api.post(
            "/api/jobs/submit-result",
            Map.of("jobId", job, "workerId", worker, "stdout", "", "stderr", "no", "exitCode", "3"))
        .is(200);

    assertThat(status(job).path("status").asText()).isEqualTo("COMPLETED");
    assertThat(status(job).path("exitCode").asInt()).isEqualTo(3);
    assertThat(status(job).path("errorMessage").isNull()).isTrue();
    assertThat(now(job).status).isEqualTo(JobStatus.FAILED);
    assertThat(now(job).reason).isEqualTo(EndReason.EXIT_CODE);
  }

  @Test
  void submitResult_onlyWhatIsRequired_completesTheJob() {
    String job = served.running(api, worker);

    api.post("/api/jobs/submit-result", Map.of("jobId", job, "workerId", worker)).is(200);

    assertThat(status(job).path("status").asText()).isEqualTo("COMPLETED");
    assertThat(status(job).path("exitCode").isNull()).isTrue();
  }

  @Test
  void submitResult_twice_countsOnce() {
    String job = served.running(api, worker);
    submit(job, worker, "a", 0).is(200);

    submit(job, worker, "b", 1).is(200);

    assertThat(status(job).path("stdout").asText()).isEqualTo("a");
    assertThat(status(job).path("exitCode").asInt(-1)).isZero();
  }

  @Test
  void submitResult_foreignWorker_isRefusedAndTheJobStillRuns() {
    String job = served.running(api, worker);

    Json answer = submit(job, register(api), "forged", 0).is(403);

    assertThat(answer.body().toString())
        .isEqualTo("{\"error\":\"Worker is not assigned to this job\"}");
    assertThat(now(job).status).isEqualTo(JobStatus.RUNNING);
    assertThat(status(job).path("stdout").asText()).isEmpty();
  }

  @Test
  void submitResult_ofASluiceWorker_isRefused() {
    RegisteredWorker other = RegisteredWorker.register(membership, workers, jobs);
    Job running = other.running();

    submit(running.id, other.id(), "forged", 0).is(403);

    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.RUNNING);
  }

  @Test
  void submitResult_formerIncarnation_isRefusedAndKept() {
    String job = served.running(api, worker);
    api.post("/api/workers/register", Map.of("workerId", worker, "hostname", "h")).is(200);

    submit(job, worker, "late", 0).is(403);

    Job now = now(job);
    assertThat(now.status).isEqualTo(JobStatus.QUEUED);
    assertThat(now.attempts.get(0).reason()).isEqualTo(EndReason.WORKER_LOST);
    assertThat(now.attempts.get(0).late()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "POST | {'jobId': 'j'} | 400 | jobId and workerId are required",
        "POST | {'workerId': 'w'} | 400 | jobId and workerId are required",
        "POST | {'jobId': 1, 'workerId': 'w'} | 400 | jobId must be a string",
        "POST | {'jobId': 'j', 'workerId': {}} | 400 | workerId must be a string",
        "POST | {'jobId': 'j', 'workerId': 'w', 'stdout': []} | 400 | stdout must be a string",
        "POST | {'jobId': 'j', 'workerId': 'w', 'stderr': 5} | 400 | stderr must be a string",
        "POST | {'jobId': 'j', 'workerId': 'w', 'resultZipBase64': 5} | 400 |"
            + " resultZipBase64 must be a string",
        "POST | {'jobId': 'j', 'workerId': 'w', 'resultZipBase64': 'A'} | 400 |"
            + " resultZipBase64 must be Base64",
        "POST | {'jobId': 'j', 'workerId': 'w', 'resultZipName': 5} | 400 |"
            + " resultZipName must be a string",
        "POST | {'jobId': 'j', 'workerId': 'w'} | 404 | Job not found",
        "POST | not JSON | 400 | the body must be a JSON object",
        "PUT | {'jobId': 'j'} | 400 | jobId and workerId are required",
        "PUT | {'workerId': 'w'} | 400 | jobId and workerId are required",
        "PUT | {'jobId': 'j', 'workerId': 'w', 'errorMessage': 5} | 400 |"
            + " errorMessage must be a string",
        "PUT | {'jobId': 'j', 'workerId': 'w'} | 404 | Job not found",
      })
  void submitResult_wrongBody_isRefused(String method, String body, int status, String error) {
    Json answer = api.call(method, "/api/jobs/submit-result", body).is(status);

    assertThat(answer.body().toString()).isEqualTo("{\"error\":\"" + error + "\"}");
  }

  @Test
  void failure_runningJob_isQueuedAgainAndTheWorkerCoolsDown() {
    String job = served.running(api, worker);

    Json answer = fail(job, worker, "Download failed").is(200);

    assertThat(answer.body().toString())
        .isEqualTo(
            """
            {"success":true,"jobId":"%s","message":"Job failure recorded successfully"}\
            """
                .formatted(job));
    assertThat(now(job).status).isEqualTo(JobStatus.QUEUED);
    assertThat(now(job).attempts.get(0).reason()).isEqualTo(EndReason.WORKER_REPORTED);
    assertThat(result(workers.find(worker)).cooldownUntil).isNotNull();
    fail(job, worker, "Download failed").is(200);
  }

  @Test
  void failure_withoutRetries_failsTheJobWithTheMessage() {
    String job =
        api.post(
                "/api/jobs/create",
                Map.of("command", "x", "fileUrl", "f", "filename", "f", "maxRetries", 0))
            .text("jobId");
    served.past().assign(job, worker);
    api.get("/api/jobs/get-job?workerId=" + worker).is(200);

    fail(job, worker, "no ZIP").is(200);

    assertThat(status(job).path("status").asText()).isEqualTo("FAILED");
    assertThat(status(job).path("errorMessage").asText()).isEqualTo("no ZIP");
  }

  @Test
  void failure_foreignWorker_coolsNoWorker() {
    String job = served.running(api, worker);
    String other = register(api);

    fail(job, other, "x").is(403);

    assertThat(now(job).status).isEqualTo(JobStatus.RUNNING);
    assertThat(result(workers.find(other)).cooldownUntil).isNull();
  }

  @Test
  void cancelled_runningJob_isFailedThereAndCancelledHere() {
    String job = served.running(api, worker);
    Json asked = api.post("/api/jobs/cancel", Map.of("jobId", job)).is(200);
    assertThat(asked.text("message")).startsWith("Cancellation requested");
    assertThat(cancelRequested(job)).isTrue();

    submit(job, worker, "", 130).is(200);

    assertThat(status(job).path("status").asText()).isEqualTo("FAILED");
    assertThat(status(job).path("errorMessage").asText()).isEqualTo("Job cancelled by user");
    assertThat(now(job).status).isEqualTo(JobStatus.CANCELLED);
  }

  @Test
  void text_ofAJobWithSecrets_isMaskedAndNotStreamed() {
    Job queued =
        StoredJobs.insert(
            JobBuilder.aJob()
                .payload("{\"command\":\"x\",\"secrets\":[\"hunter2\"]}")
                .operation("exec")
                .queued());
    served.past().assign(queued.id, worker);
    JsonNode job = api.get("/api/jobs/get-job?workerId=" + worker).is(200).body().path("job");
    stream(queued.id, "it is hunt", "stdout").is(200);

    submit(queued.id, worker, "it is hunter2", 0).is(200);

    assertThat(job.path("fileUrl").asText()).isEqualTo("/api/files/download/none.zip");
    assertThat(status(queued.id).path("stdout").asText()).isEqualTo("it is ***");
  }

  private boolean cancelRequested(String job) {
    return api.get("/api/jobs/check-cancel?jobId=" + job)
        .is(200)
        .body()
        .path("cancelRequested")
        .asBoolean();
  }

  private Json stream(String job, String data, String type) {
    return api.post("/api/jobs/stream-output", Map.of("jobId", job, "data", data, "type", type));
  }

  private Json submit(String job, String by, String stdout, int exitCode) {
    return api.post(
        "/api/jobs/submit-result",
        Map.of("jobId", job, "workerId", by, "stdout", stdout, "stderr", "", "exitCode", exitCode));
  }

  private Json fail(String job, String by, String message) {
    return api.call(
        "PUT",
        "/api/jobs/submit-result",
        "{'jobId': '%s', 'workerId': '%s', 'errorMessage': '%s'}".formatted(job, by, message));
  }

  private JsonNode status(String job) {
    return api.get("/api/jobs/status?jobId=" + job).is(200).body();
  }

  private JobResult left(String job) {
    return Objects.requireNonNull(now(job).view().result());
  }

  private Job now(String job) {
    return Objects.requireNonNull(served.past().now(job));
  }
}
