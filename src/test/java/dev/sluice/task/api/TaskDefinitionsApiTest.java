package dev.sluice.task.api;

import static dev.sluice.task.sync.Tasks.aTask;
import static dev.sluice.time.Awaiting.result;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.sluice.app.TestStore;
import dev.sluice.bundle.TaskBundle;
import dev.sluice.bundle.form.BundleReader;
import dev.sluice.bundle.form.BundleWriter;
import dev.sluice.task.sources.ConflictPolicy;
import dev.sluice.task.sync.RegistryOverHttp;
import dev.sluice.task.sync.Tasks;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The registry over HTTP: the content of a version, and the validation of a ZIP. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class TaskDefinitionsApiTest extends RegistryOverHttp {
  private static final String OTHER = "(function() { return 2; })";

  @Test
  void definition_jsonAndZip_areTheSameTask() {
    Tasks task = aTask(name).inputSchema("{\"type\": \"object\"}");
    sync(task);
    String digest = task.bundle().digest();

    Response json = given().get("/v1/tasks/" + name + "/1.0.0");
    Response zip = given().accept("application/zip").get("/v1/tasks/" + name + "/1.0.0");

    json.then()
        .statusCode(200)
        .contentType("application/json")
        .body("metadata.name", equalTo(name))
        .body("script", containsString("function"))
        .body("input_schema.type", equalTo("object"))
        .body("digest", equalTo(digest));
    zip.then().statusCode(200).contentType("application/zip");
    BundleReader reader = new BundleReader();
    assertThat(reader.readDefinition(json.asByteArray()).bundle()).isEqualTo(task.bundle());
    assertThat(reader.readZip(zip.asByteArray()).bundle()).isEqualTo(task.bundle());
    for (Response answer : List.of(json, zip)) {
      given()
          .accept(answer.contentType())
          .header("If-None-Match", answer.header("ETag"))
          .get("/v1/tasks/" + name + "/1.0.0")
          .then()
          .statusCode(304);
    }
  }

  @Test
  void definition_ifMatchOfOtherContent_isAProblem() {
    sync(aTask(name));

    given()
        .header("If-Match", "\"other\"")
        .get("/v1/tasks/" + name + "/1.0.0")
        .then()
        .statusCode(412)
        .contentType("application/problem+json")
        .body("code", equalTo("precondition_failed"));
  }

  @ParameterizedTest
  @CsvSource({
    "'', application/json, application/json",
    "'', application/problem+json, application/json",
    "'', 'application/zip;q=0.5, application/json', application/json",
    "'', application/zip, application/zip",
    "/bundle, application/json, application/zip",
    "/bundle, application/problem+json, application/zip",
  })
  void get_accept_choosesOrIsIgnored(String path, String accept, String sent) {
    sync(aTask(name));

    given()
        .accept(accept)
        .get("/v1/tasks/" + name + "/1.0.0" + path)
        .then()
        .statusCode(200)
        .contentType(sent);
  }

  @Test
  void bundle_pinnedDigest_outlivesReplacement() {
    syncAs(ConflictPolicy.REGISTRY, aTask(name));
    syncAs(ConflictPolicy.REGISTRY, aTask(name).script(OTHER));
    String pinned = aTask(name).bundle().digest();

    Response old = given().get("/v1/tasks/" + name + "/1.0.0/bundle?digest=" + pinned);
    Response now = given().get("/v1/tasks/" + name + "/1.0.0/bundle");

    old.then()
        .statusCode(200)
        .header("ETag", equalTo('"' + pinned + '"'))
        .header("Cache-Control", containsString("immutable"));
    assertThat(new BundleReader().readZip(old.asByteArray()).bundle()).isEqualTo(bundle());
    assertThat(now.header("ETag")).isNotEqualTo(old.header("ETag"));
    assertThat(now.header("Cache-Control")).contains("no-cache");
    notFound("/v1/tasks/other/1.0.0/bundle?digest=" + pinned, "bundle_not_found");
    given()
        .get("/v1/tasks/" + name + "/1.0.0/bundle?digest=sha256:x")
        .then()
        .statusCode(400)
        .body("code", equalTo("invalid_digest"));
  }

  @Test
  void validate_zip_isReported() {
    given()
        .body(BundleWriter.zip(bundle()))
        .post("/v1/tasks/validate")
        .then()
        .statusCode(200)
        .body("valid", equalTo(true))
        .body("name", equalTo(name))
        .body("digest", equalTo(bundle().digest()));
    given()
        .body("this is no ZIP".getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .post("/v1/tasks/validate")
        .then()
        .statusCode(200)
        .body("valid", equalTo(false))
        .body("errors", hasSize(1));
    given().post("/v1/tasks/validate").then().statusCode(400).body("code", equalTo("empty_body"));
    given()
        .body(new byte[(8 << 20) + 1])
        .post("/v1/tasks/validate")
        .then()
        .statusCode(413)
        .body("code", equalTo("body_too_large"));
  }

  @Test
  void definition_hitsAndMisses_areMetrics() {
    sync(aTask(name));
    double misses = definitionsAskedFor("miss");
    given().get("/v1/tasks/" + name + "/1.0.0").then().statusCode(200);
    double hits = definitionsAskedFor("hit");

    given().get("/v1/tasks/" + name + "/1.0.0").then().statusCode(200);

    assertThat(definitionsAskedFor("miss")).isEqualTo(misses + 1);
    assertThat(definitionsAskedFor("hit")).isEqualTo(hits + 1);
  }

  private static double definitionsAskedFor(String result) {
    String metrics = given().get("/q/metrics").asString();
    Matcher counted =
        Pattern.compile(
                "sluice_task_definitions_requests_total\\{[^}]*result=\""
                    + result
                    + "\"[^}]*} (.*)")
            .matcher(metrics);
    assertThat(counted.find()).as(metrics).isTrue();
    return Double.parseDouble(counted.group(1));
  }

  @Test
  void versions_unchanged_areNotModified() {
    sync(aTask(name));
    Response first = given().get("/v1/tasks/" + name);

    given()
        .header("If-None-Match", first.header("ETag"))
        .get("/v1/tasks/" + name)
        .then()
        .statusCode(304);
    sync(aTask(name), aTask(name).version("1.1.0"));
    given()
        .header("If-None-Match", first.header("ETag"))
        .get("/v1/tasks/" + name)
        .then()
        .statusCode(200)
        .body("total", equalTo(2));
  }

  private TaskBundle bundle() {
    return aTask(name).bundle();
  }
}
