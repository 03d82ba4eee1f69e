package dev.sluice.legacy.executor;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.sluice.app.TestStore;
import dev.sluice.e2e.Eventually;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The routes of the older executor on a whole server, with the scheduler in between. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class ExecutorApiTest {
  private static final AtomicInteger NEXT_CPU = new AtomicInteger(600);

  /** More than any other worker of the tests has, so that no other gets the jobs of a test. */
  private final int cpu = NEXT_CPU.incrementAndGet();

  private static final String FILE = "/api/files/download/none.zip";

  @Test
  @Timeout(120)
  void job_ofAnOlderClient_runsOnAnOlderAgentAndIsTailed() {
    String worker = register();
    String job = create("echo hello");

    Map<String, Object> fetched = fetch(worker);
    post("/api/jobs/stream-output", Map.of("jobId", job, "type", "stdout", "data", "hel"));
    post("/api/workers/heartbeat", Map.of("workerId", worker, "cpuUsage", "12", "status", "BUSY"));
    post("/api/jobs/submit-result", result(job, worker, ""));

    assertThat(fetched).containsEntry("jobId", job).containsEntry("command", "echo hello");
    status(job)
        .body("status", equalTo("COMPLETED"))
        .body("stdout", equalTo("hello\n"))
        .body("exitCode", equalTo(3))
        .body("assignedAgentId", equalTo(worker))
        .body("attempts", equalTo(1))
        .body("errorMessage", nullValue())
        .body("completedAt", notNullValue());
    assertThat(given().get("/v1/jobs/" + job + "/stream?format=events").asString())
        .contains("event: stdout", "\"text\":\"hel\"", "\"text\":\"lo\\n\"", "event: failed");
  }

  @Test
  @Timeout(120)
  void job_ofAV1Client_runsOnAnOlderAgent() {
    String worker = register();
    String job =
        given()
            .body(
                """
                {"operation": "exec", "command": ["echo", "a b"], "start": true,
                 "requirements": {"cpu": %d}}
                """
                    .formatted(cpu))
            .post("/v1/jobs")
            .path("job_id");

    Map<String, Object> fetched = fetch(worker);
    post("/api/jobs/submit-result", result(job, worker, ""));

    assertThat(fetched)
        .containsEntry("jobId", job)
        .containsEntry("command", "echo 'a b'")
        .containsEntry("fileUrl", FILE);
    byte[] zip = given().get(FILE).then().statusCode(200).extract().asByteArray();
    assertThat(zip).startsWith('P', 'K', 3, 4);
    assertThat(given().get("/v1/jobs/" + job + "/output").asString()).isEqualTo("hello\n");
  }

  @Test
  @Timeout(120)
  void job_ofAnUploadedZip_isFetchedWithItAndLeavesAZip() {
    byte[] zip = zip("src/main.c");
    String file =
        given()
            .multiPart("file", "src.zip", zip, "application/zip")
            .post("/api/files/upload")
            .then()
            .statusCode(200)
            .body("file.filename", equalTo("src.zip"))
            .body("file.size", equalTo(zip.length))
            .extract()
            .path("file.fileId");
    String worker = register();
    String job = create("make", "/api/files/download/" + file);

    String url = (String) fetch(worker).get("fileUrl");
    byte[] fetched = given().get(url).then().statusCode(200).extract().asByteArray();
    byte[] left = zip("out/main");
    post("/api/jobs/submit-result", result(job, worker, Base64.getEncoder().encodeToString(left)));

    assertThat(fetched).isEqualTo(zip);
    given().get("/v1/jobs/" + job).then().body("file_id", equalTo(file));
    String result = status(job).extract().path("resultFileUrl");
    assertThat(given().get(result).asByteArray()).isEqualTo(left);
    given().get("/api/files/list").then().body("files.fileId", hasItem(file));
  }

  @Test
  @Timeout(120)
  void job_ofAV1ClientWithAFileThatIsNoZip_isFetchedWithAZipOfIt() throws Exception {
    String worker = register();
    String file =
        given()
            .contentType("application/octet-stream")
            .body("data".getBytes(UTF_8))
            .post("/v1/files?filename=data.bin")
            .path("file_id");
    given()
        .body(
            """
            {"operation": "exec", "command": "cat data.bin", "start": true, "file_id": "%s",
             "requirements": {"cpu": %d}}
            """
                .formatted(file, cpu))
        .post("/v1/jobs")
        .then()
        .statusCode(201);

    String url = (String) fetch(worker).get("fileUrl");

    byte[] fetched = given().get(url).then().statusCode(200).extract().asByteArray();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(fetched))) {
      assertThat(Objects.requireNonNull(zip.getNextEntry()).getName()).isEqualTo("data.bin");
      assertThat(zip.readAllBytes()).asString(UTF_8).isEqualTo("data");
    }
  }

  private static byte[] zip(String name) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(name.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Test
  @Timeout(120)
  void submitResult_bodyBeyondTheFrameworksLimit_isTaken() {
    String worker = register();
    String job = create("make");
    fetch(worker);

    post("/api/jobs/submit-result", result(job, worker, "x".repeat(20 << 20)));

    status(job).body("status", equalTo("COMPLETED")).body("stdout", equalTo("hello\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/jobs/status, 400, jobId is required",
    "GET, /api/jobs/status?jobId=none, 404, Job not found",
    "GET, /api/workers/register, 410, Use /api/workers/list",
    "POST, /api/workers/heartbeat, 400, workerId is required",
    "PATCH, /api/jobs/list, 405, this path does not take this method",
    "GET, /api/files/upload, 405, this path does not take this method",
    "POST, /api/auth/register, 404, the server has no accounts: sluice.legacy.auth.user-secret must be set",
    "POST, /api/auth/login, 404, the server has no accounts: sluice.legacy.auth.user-secret must be set",
    "POST, /api/auth/logout, 404, the server has no accounts: sluice.legacy.auth.user-secret must be set",
    "GET, /api/auth/me, 404, the server has no accounts: sluice.legacy.auth.user-secret must be set",
    "GET, /api/execute, 405, this path does not take this method",
    "GET, /api/files/download/64b000000000000000000000, 404, File not found"
  })
  void call_thatCannotBeServed_isAnErrorOfTheOlderForm(
      String method, String path, int status, String error) {
    given()
        .body("{}")
        .request(method, path)
        .then()
        .statusCode(status)
        .contentType("application/json")
        .body("error", equalTo(error));
  }

  @Test
  void preflight_pageOfAConfiguredOrigin_allowsTheHeadersOfOlderPages() {
    given()
        .header("Origin", "https://board.example")
        .header("Access-Control-Request-Method", "PUT")
        .header("Access-Control-Request-Headers", "x-worker-token,x-requested-with")
        .options("/api/jobs/submit-result")
        .then()
        .statusCode(204)
        .header("Access-Control-Allow-Origin", equalTo("https://board.example"))
        .header("Access-Control-Allow-Methods", containsString("PUT"))
        .header("Access-Control-Allow-Headers", containsString("X-Worker-Token"));
  }

  @Test
  void preflight_pageOfAForeignOrigin_isRefusedInTheOlderForm() {
    given()
        .header("Origin", "https://evil.example")
        .header("Access-Control-Request-Method", "POST")
        .options("/api/jobs/create")
        .then()
        .statusCode(403)
        .header("Access-Control-Allow-Origin", nullValue())
        .body("error", containsString("https://evil.example"));
  }

  @Test
  void options_withoutAnOrigin_namesTheMethods() {
    given()
        .options("/api/jobs/create")
        .then()
        .statusCode(204)
        .header("Allow", equalTo("POST, GET, OPTIONS"));
  }

  @Test
  void lists_haveJobsAndWorkers() {
    String worker = register();
    String job = create("true");

    given().get("/api/jobs/list").then().body("jobId", hasItem(job));
    given().get("/api/jobs/create").then().body("jobs.id", hasItem(job));
    given().get("/api/workers/list").then().body("workers.workerId", hasItem(worker));
    assertThat(given().delete("/api/workers/" + worker).asString())
        .isEqualTo("{\"success\":true,\"workerId\":\"%s\",\"existed\":true}".formatted(worker));
    post("/api/jobs/cancel", Map.of("jobId", job));
    status(job)
        .body("status", equalTo("FAILED"))
        .body("errorMessage", equalTo("Job cancelled by user"));
  }

  private String register() {
    String id = "older-" + UUID.randomUUID();
    post(
        "/api/workers/register",
        Map.of(
            "workerId", id, "hostname", "h", "cpuCount", cpu, "ramTotalMb", "4096", "os", "linux"));
    return id;
  }

  private String create(String command) {
    return create(command, FILE);
  }

  private String create(String command, String file) {
    return post(
            "/api/jobs/create",
            Map.of("command", command, "fileUrl", file, "filename", "f.zip", "requiredCpu", cpu))
        .path("jobId");
  }

  private static Map<String, Object> result(String job, String worker, String zip) {
    return Map.of(
        "jobId",
        job,
        "workerId",
        worker,
        "stdout",
        "hello\n",
        "exitCode",
        3,
        "resultZipBase64",
        zip);
  }

  private static Map<String, Object> fetch(String worker) {
    Response answer =
        Eventually.get(
            "a job is assigned",
            () -> {
              Response polled = given().get("/api/jobs/get-job?workerId=" + worker);
              return polled.statusCode() == 200 ? polled : null;
            });
    return answer.path("job");
  }

  private static ValidatableResponse status(String job) {
    return given().get("/api/jobs/status?jobId=" + job).then().statusCode(200);
  }

  private static Response post(String path, Map<String, ?> body) {
    Response answer = given().contentType("application/json").body(body).post(path);
    answer.then().statusCode(200).body("success", equalTo(true));
    return answer;
  }
}
