package dev.sluice.legacy.executor;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.app.TestStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Every route of the older executor that takes JSON, with each field missing or of a wrong type.
 */
@QuarkusTest
@QuarkusTestResource(value = TestStore.class, restrictToAnnotatedClass = true)
@SuppressWarnings("NullAway.Init") // Quarkus sets the field
class ExecutorBadInputTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Routes whose body is a form; their own tests send them bad ones. */
  private static final Set<String> FORMS = Set.of("POST /api/files/upload", "POST /api/execute");

  /** A body that is right, by route; JOB and WORKER stand for ids of this test. */
  private static final Map<String, String> BODIES =
      Map.ofEntries(
          Map.entry(
              "POST /api/jobs/create",
              "{'command':'x','fileUrl':'http://elsewhere/f.zip','filename':'f.zip',"
                  + "'requiredCpu':1,'requiredRamMb':256,'timeoutMs':1000,'maxRetries':1}"),
          Map.entry("POST /api/jobs/get-job", "{'workerId':'WORKER'}"),
          Map.entry("POST /api/jobs/stream-output", "{'jobId':'JOB','data':'x','type':'stdout'}"),
          Map.entry(
              "POST /api/jobs/submit-result",
              "{'jobId':'JOB','workerId':'WORKER','stdout':'','stderr':'','exitCode':0,"
                  + "'resultZipBase64':'UEsFBg==','resultZipName':'out.zip'}"),
          Map.entry(
              "PUT /api/jobs/submit-result",
              "{'jobId':'JOB','workerId':'WORKER','errorMessage':'no container'}"),
          Map.entry("POST /api/jobs/cancel", "{'jobId':'JOB'}"),
          Map.entry(
              "POST /api/workers/register",
              "{'workerId':'WORKER','hostname':'h','os':'Linux','cpuCount':1,'cpuUsage':1,"
                  + "'ramTotalMb':512,'ramFreeMb':512,'version':'1','status':'IDLE'}"),
          Map.entry(
              "POST /api/workers/heartbeat",
              "{'workerId':'WORKER','cpuUsage':1,'ramFreeMb':512,'ramTotalMb':512,'status':'IDLE'}"),
          Map.entry("DELETE /api/execute", "{'execId':'JOB'}"),
          Map.entry(
              "POST /api/auth/register", "{'username':'u','password':'secret','email':'u@x'}"),
          Map.entry("POST /api/auth/login", "{'username':'u','password':'secret'}"),
          Map.entry("POST /api/auth/logout", "{}"));

  private static final List<String> WRONG =
      List.of("{\"a\":1}", "[1]", "true", "-7", "\"\\u0000\"");

  @Inject @Any Instance<ApiSubject> subjects;

  @Test
  void table_hasEveryRouteThatTakesABody() {
    Set<String> served = new TreeSet<>();
    subjects.stream()
        .flatMap(subject -> subject.routes().stream())
        .filter(route -> !route.method().name().equals("GET"))
        .filter(route -> !route.path().contains("{"))
        .forEach(route -> served.add(route.method() + " " + route.path()));
    Set<String> tried = new TreeSet<>(BODIES.keySet());
    tried.addAll(FORMS);

    assertThat(tried).isEqualTo(served);
  }

  @Test
  void call_badInput_isAnErrorAndChangesNoJob() throws Exception {
    String job = create();
    Map<String, String> faults = new LinkedHashMap<>();

    for (Map.Entry<String, String> route : BODIES.entrySet()) {
      ObjectNode right = right(route.getValue(), job);
      for (String body : List.of("", "[]", "7", "{", "{}", "\"text\"", "{\"jobId\":}")) {
        check(route.getKey(), body, faults);
      }
      for (String field : names(right)) {
        check(route.getKey(), right.deepCopy().without(field).toString(), faults);
        for (String value : WRONG) {
          ObjectNode wrong = right.deepCopy();
          wrong.set(field, JSON.readTree(value));
          check(route.getKey(), wrong.toString(), faults);
        }
      }
    }

    assertThat(faults).isEmpty();
    given().get("/v1/jobs/" + job).then().body("status", equalTo("QUEUED"));
  }

  @Test
  void call_requiredFieldMissingOrOfAWrongType_isA400ThatNamesIt() throws Exception {
    String job = create();
    Map<String, List<String>> required =
        Map.of(
            "POST /api/jobs/create", List.of("command", "fileUrl", "filename"),
            "POST /api/jobs/stream-output", List.of("jobId", "data"),
            "POST /api/jobs/submit-result", List.of("jobId", "workerId"),
            "PUT /api/jobs/submit-result", List.of("jobId", "workerId"),
            "POST /api/jobs/cancel", List.of("jobId"),
            "POST /api/workers/register", List.of("workerId", "hostname"),
            "POST /api/workers/heartbeat", List.of("workerId"),
            "DELETE /api/execute", List.of("execId"));
    for (Map.Entry<String, List<String>> route : required.entrySet()) {
      for (String field : route.getValue()) {
        ObjectNode right = right(BODIES.getOrDefault(route.getKey(), "{}"), job);
        List<JsonNode> bodies =
            List.of(
                right.deepCopy().without(field), right.deepCopy().set(field, JSON.readTree("7")));
        for (JsonNode body : bodies) {
          Response answer = send(route.getKey(), body.toString());
          assertThat(answer.statusCode()).as(route.getKey() + " " + body).isEqualTo(400);
          assertThat(answer.<String>path("error")).as(route.getKey() + " " + body).contains(field);
        }
      }
    }
  }

  private static void check(String route, String body, Map<String, String> faults)
      throws JsonProcessingException {
    Response answer = send(route, body);
    int status = answer.statusCode();
    JsonNode said = JSON.readTree(answer.asString());
    boolean isError = status >= 400 && status < 500 && said.path("error").isTextual();
    boolean isTaken = status < 300 && said.isObject();
    if (!isError && !isTaken) {
      faults.put(route + " " + body, status + " " + answer.asString());
    }
  }

  private static Response send(String route, String body) {
    String[] call = route.split(" ", 2);
    return given().contentType("application/json").body(body).request(call[0], call[1]);
  }

  private static ObjectNode right(String body, String job) throws JsonProcessingException {
    String json = body.replace('\'', '"').replace("JOB", job).replace("WORKER", "bad-" + job);
    return (ObjectNode) JSON.readTree(json);
  }

  private static List<String> names(ObjectNode body) {
    return body.properties().stream().map(Map.Entry::getKey).toList();
  }

  /** A job that fits on no worker. */
  private static String create() {
    return given()
        .body(
            "{\"command\":\"x\",\"fileUrl\":\"http://elsewhere/f\",\"filename\":\"f\",\"requiredCpu\":900}")
        .post("/api/jobs/create")
        .then()
        .statusCode(200)
        .extract()
        .path("jobId");
  }
}
