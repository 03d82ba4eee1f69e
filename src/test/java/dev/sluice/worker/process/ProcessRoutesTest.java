package dev.sluice.worker.process;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;

import dev.sluice.app.TestStore;
import dev.sluice.job.Jobs;
import dev.sluice.worker.Membership;
import dev.sluice.worker.RegisteredWorker;
import dev.sluice.worker.Workers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes over HTTP: reports, lists, the live stream, and operations. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
@Timeout(120)
@SuppressWarnings("NullAway") // Quarkus sets the fields; a null would fail its test
class ProcessRoutesTest {
  @Inject Membership membership;
  @Inject Workers workers;
  @Inject Jobs jobs;

  @TestHTTPResource("/")
  URI server;

  @Test
  void list_reportedProcesses_areShownAndFiltered() {
    RegisteredWorker worker = join();
    String model = "model-of-" + worker.id();
    report(
            worker,
            process(worker.id() + "-a", "READY", model),
            process(worker.id() + "-b", "FAILED", model))
        .statusCode(200);

    given()
        .get("/v1/workers/" + worker.id() + "/processes")
        .then()
        .statusCode(200)
        .body("items.process_id", equalTo(List.of(worker.id() + "-a", worker.id() + "-b")))
        .body("items[0].worker_id", equalTo(worker.id()))
        .body("items[0].port", equalTo(9001));
    given()
        .get("/v1/processes?model_id=" + model + "&status=ready&device=cuda:0")
        .then()
        .statusCode(200)
        .body("items.process_id", equalTo(List.of(worker.id() + "-a")));
    given().get("/v1/stats").then().body("processes.keySet()", hasItems("READY", "BUSY"));
  }

  @Test
  void list_workerRemoved_hasItsProcessesNoMore() {
    RegisteredWorker worker = join();
    String model = "model-of-" + worker.id();
    report(worker, process("p", "READY", model)).statusCode(200);

    RegisteredWorker.remove(membership, worker.id());

    given().get("/v1/processes?model_id=" + model).then().body("items", equalTo(List.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/processes?status=DEAD, status",
    "/v1/processes?device=tpu:0, device",
    "/v1/processes?model=x, model"
  })
  void list_wrongParameter_isNamed(String path, String field) {
    for (String accept : new String[] {"application/json", "text/event-stream"}) {
      given()
          .header("Accept", accept)
          .get(path)
          .then()
          .statusCode(400)
          .body("errors.field", hasItem(field));
    }
  }

  @Test
  void list_unknownWorker_isNotFound() {
    given().get("/v1/workers/nowhere/processes").then().statusCode(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[null]",
        "[{}]",
        "[{'process_id':'p','job_id':'j','started_at':'2026-01-01T00:00:00Z'}]",
        "[{'job_id':'j','status':'READY','started_at':'2026-01-01T00:00:00Z'}]",
        "[{'process_id':'p','job_id':'j','status':'DEAD','started_at':'2026-01-01T00:00:00Z'}]",
        "7"
      })
  void report_wrongProcesses_areRefused(String wrong) {
    RegisteredWorker worker = join();

    report(worker, wrong.replace('\'', '"'), true).statusCode(400);
  }

  @Test
  void stream_reader_getsTheListThenChanges() throws Exception {
    RegisteredWorker worker = join();
    String model = "model-of-" + worker.id();
    report(worker, process("p", "STARTING", model));
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/v1/processes?model_id=" + model))
            .header("Accept", "text/event-stream")
            .build();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofInputStream())
                    .body(),
                StandardCharsets.UTF_8))) {
      assertThat(event(lines)).startsWith("event: snapshot").contains("STARTING");

      report(worker, process("p", "READY", model));
      assertThat(event(lines)).startsWith("event: process").contains("READY");

      report(worker);
      assertThat(event(lines))
          .isEqualTo(
              "event: gone\ndata: {\"worker_id\":\"" + worker.id() + "\",\"process_id\":\"p\"}\n");
    }
  }

  @Test
  void operations_listGetAndStop_answerFromWhatIsReported() {
    RegisteredWorker worker = join();
    String id = "process-of-" + worker.id();
    report(worker, process(id, "FAILED", "m"));

    assertThat(stream("{'operation':'process_list','worker_id':'" + worker.id() + "'}"))
        .contains("data: " + id + " FAILED on " + worker.id(), "1 process", "[DONE]");
    assertThat(stream("{'operation':'worker_process_list','hive_id':'" + worker.id() + "'}"))
        .contains(id);
    assertThat(
            stream(
                "{'operation':'worker_process_get','hive_id':'" + worker.id() + "','pid':70000}"))
        .contains(id, "[DONE]");
    assertThat(stream("{'operation':'process_get','process_id':'nothing'}"))
        .contains("[ERROR]", "there is no process 'nothing'");
    assertThat(stream("{'operation':'process_stop','process_id':'nothing'}"))
        .contains("[ERROR]", "there is no process 'nothing'");
    assertThat(stream("{'operation':'process_list','worker_id':'nowhere'}"))
        .contains("[ERROR]", "there is no worker 'nowhere'");
  }

  @Test
  void stop_processOfAJobThatRuns_cancelsThatJob() {
    RegisteredWorker worker = join();
    var job = worker.running();
    String id = "process-of-" + worker.id();
    report(worker, process(id, "READY", "m").replace("job-x", job.id));

    String stop =
        submit(
            "{'operation':'process_stop','process_id':'" + id + "','start':true,'timeout_ms':500}");

    assertThat(given().get("/v1/jobs/" + stop + "/stream").asString())
        .contains("[ERROR]", "still ends");
    given().get("/v1/jobs/" + job.id).then().body("cancel_requested", equalTo(true));
  }

  @Test
  void spawn_defaults_runOnceWithoutATimeLimit() {
    String id = submit("{'operation':'process_spawn','command':'serve','device':'cuda:1'}");

    given()
        .get("/v1/jobs/" + id)
        .then()
        .body("timeout_ms", equalTo(0))
        .body("max_retries", equalTo(0))
        .body("payload.device", equalTo("GPU-1"))
        .body("requirements.labels.device", equalTo("GPU-1"));
  }

  @Test
  void spawn_restartOnFailure_hasRetries() {
    String id = submit("{'operation':'process_spawn','command':'serve','restart':'on-failure'}");

    given()
        .get("/v1/jobs/" + id)
        .then()
        .body("retry_on_exit", equalTo(true))
        .body("max_retries", equalTo(3));
  }

  @Test
  void spawn_idOfAProcessThatRuns_isAConflict() {
    RegisteredWorker worker = join();
    report(worker, process("taken-" + worker.id(), "READY", "m"));

    given()
        .body(
            "{\"operation\":\"process_spawn\",\"command\":\"x\",\"process_id\":\"taken-"
                + worker.id()
                + "\"}")
        .post("/v1/jobs")
        .then()
        .statusCode(409)
        .body("code", equalTo("process_exists"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'command':'x','device':'tpu:0' | device",
        "'command':'x','port':0 | port",
        "'command':'x','port':'9000' | port",
        "'command':'x','health_path':'health' | health_path",
        "'command':'x','shutdown_path':'/a b' | shutdown_path",
        "'command':'x','process_id':'a b' | process_id",
        "'command':'x','process_slots':0 | process_slots",
        "'command':'x','restart':'always' | restart",
        "'command':'x','model_id':' ' | model_id",
        "'command':'x','stdin':'y' | stdin",
        "'model_id':'m' | command"
      })
  void spawn_wrongField_isNamed(String fields, String field) {
    given()
        .body(("{'operation':'process_spawn'," + fields + "}").replace('\'', '"'))
        .post("/v1/jobs")
        .then()
        .statusCode(400)
        .body("errors.field", equalTo(List.of(field)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'process_get' | process_id",
        "'process_stop','pid':7 | worker_id",
        "'worker_process_get','hive_id':'h' | process_id",
        "'process_get','process_id':'p','pid':7 | pid",
        "'process_list','worker_id':'a','hive_id':'b' | hive_id",
        "'worker_spawn','hive_id':'h','model':'m','worker':'unheard-of' | worker",
        "'worker_spawn','hive_id':'h','worker':'cpu' | model"
      })
  void operation_wrongField_isNamed(String rest, String field) {
    given()
        .body(("{'operation':" + rest + "}").replace('\'', '"'))
        .post("/v1/jobs")
        .then()
        .statusCode(400)
        .body("errors.field", hasItem(containsString(field)));
  }

  private RegisteredWorker join() {
    return RegisteredWorker.register(membership, workers, jobs);
  }

  private static ValidatableResponse report(RegisteredWorker worker, String... processes) {
    return report(worker, "[" + String.join(",", processes) + "]", true);
  }

  private static ValidatableResponse report(RegisteredWorker worker, String list, boolean all) {
    return given()
        .header("Authorization", "Bearer " + worker.token())
        .body("{\"cpu_usage\":1,\"ram_free_mb\":1,\"running\":[],\"processes\":" + list + "}")
        .post("/v1/workers/" + worker.id() + "/heartbeat")
        .then();
  }

  private static String process(String id, String status, String model) {
    return ("{'process_id':'%s','worker_id':'forged','job_id':'job-x','attempt':1,'status':'%s',"
            + "'model_id':'%s','device':'GPU-0','pid':70000,'port':9001,'slots':1,"
            + "'started_at':'2026-01-01T00:00:00Z','uptime_s':3,'cpu_pct':1.5,'rss_mb':9}")
        .formatted(id, status, model)
        .replace('\'', '"');
  }

  private static String event(BufferedReader lines) throws IOException {
    StringBuilder event = new StringBuilder();
    for (String line = lines.readLine(); !line.isEmpty(); line = lines.readLine()) {
      event.append(line).append('\n');
    }
    return event.toString();
  }

  private static String submit(String body) {
    return given()
        .body(body.replace('\'', '"'))
        .post("/v1/jobs")
        .then()
        .statusCode(201)
        .extract()
        .path("job_id");
  }

  private static String stream(String body) {
    return given().get("/v1/jobs/" + submit(body) + "/stream").asString();
  }
}
