package dev.sluice.task;

import static dev.sluice.signal.Awaiting.result;
import static dev.sluice.task.Tasks.aTask;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import dev.sluice.app.TestStore;
import dev.sluice.bundle.BundleReader;
import dev.sluice.bundle.BundleWriter;
import dev.sluice.job.Jobs;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The registry over HTTP; what it holds is put there by syncs with sources of the test. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class TaskApiTest {
  private static final String OTHER = "(function() { return 2; })";

  @Inject SyncStep step;
  @Inject Jobs jobs;

  private final String name = "t" + UUID.randomUUID().toString().replace("-", "");

  @Test
  void aListHasEachTaskOnceWithItsNewestVersion() {
    sync(aTask(name), aTask(name).version("1.2.0"), aTask(name).version("2.0.0-rc.1"));

    given()
        .get("/v1/tasks?q=" + name)
        .then()
        .statusCode(200)
        .body("items.name", contains(name))
        .body("items[0].version", equalTo("1.2.0"))
        .body("items[0].versions", equalTo(3))
        .body("items[0].tags", contains("tag-of-" + name))
        .body("next", nullValue());
  }

  @Test
  void aListIsPagedByCursor() {
    sync(aTask(name + "a"), aTask(name + "b"), aTask(name + "c"));

    String next =
        given()
            .get("/v1/tasks?limit=2&q=" + name)
            .then()
            .body("items.name", contains(name + "a", name + "b"))
            .extract()
            .path("next");

    given()
        .get("/v1/tasks?limit=2&q=" + name + "&cursor=" + next)
        .then()
        .body("items.name", contains(name + "c"))
        .body("next", nullValue());
  }

  @Test
  void aListIsFilteredByTagAndAvailability() {
    sync(aTask(name + "gone"), aTask(name + "here"));
    sync(aTask(name + "here"));

    list("tag=tag-of-" + name + "gone").body("items", hasSize(0));
    list("tag=tag-of-" + name + "gone&available=any").body("items", hasSize(1));
    list("available=false&q=" + name).body("items.name", contains(name + "gone"));
    list("available=any&q=" + name.toUpperCase(java.util.Locale.ROOT)).body("items", hasSize(2));
    list("source=nobody").body("items", hasSize(0));
  }

  @Test
  void withAPageTheListIsAsOtherRegistriesHaveIt() {
    sync(aTask(name), aTask(name).version("1.1.0"), aTask(name).version("1.2.0"));

    Response first = given().get("/v1/tasks?page=1&limit=2&q=" + name);

    first
        .then()
        .body("tasks.version", contains("1.0.0", "1.1.0"))
        .body("tasks[0].name", equalTo(name))
        .body("tasks[0].digest", matchesPattern("sha256:[0-9a-f]{64}"))
        .body("tasks[0].description", equalTo("does " + name))
        .body("tasks[0].tags", contains("tag-of-" + name))
        .body("tasks[0].updated_at", matchesPattern("20\\d\\d-\\d\\d-\\d\\dT.*Z"))
        .body("page", equalTo(1))
        .body("limit", equalTo(2))
        .body("total", equalTo(3));
    given()
        .urlEncodingEnabled(false)
        .get(first.<String>path("next"))
        .then()
        .body("tasks.version", contains("1.2.0"))
        .body("next", nullValue());
    given()
        .header("If-None-Match", first.header("ETag"))
        .get("/v1/tasks?page=1&limit=2&q=" + name)
        .then()
        .statusCode(304);
  }

  @ParameterizedTest
  @CsvSource({
    "page=0, page, out_of_range",
    "page=1&cursor=x, cursor, invalid_value",
    "limit=501, limit, out_of_range",
    "available=maybe, available, invalid_value",
    "tags=x, tags, unknown_parameter",
    "cursor=x, cursor, invalid_cursor",
  })
  void aParameterThatIsWrong(String query, String field, String code) {
    wrong("/v1/tasks?" + query, field, code);
  }

  @Test
  void aTaskShowsItsVersionsWithWhatTheyStoodForAndWhatIsInDispute() {
    syncAs(ConflictPolicy.REGISTRY, aTask(name), aTask(name).version("1.1.0"));
    syncAs(ConflictPolicy.REGISTRY, aTask(name).script(OTHER), aTask(name).version("1.1.0"));
    sync(aTask(name), aTask(name).version("1.1.0"));

    given()
        .get("/v1/tasks/" + name)
        .then()
        .statusCode(200)
        .body("versions.version", contains("1.1.0", "1.0.0"))
        .body("versions[1].history[0].digest", equalTo(aTask(name).bundle().digest()))
        .body("versions[1].dispute.digest", equalTo(aTask(name).bundle().digest()));
  }

  @Test
  void versionsAreGivenInPagesTheNewestFirst() {
    sync(
        Stream.of("1.9.0", "1.10.0", "2.0.0-rc.1", "2.0.0", "1.0.0")
            .map(version -> aTask(name).version(version))
            .toArray(Tasks[]::new));

    String second =
        versions("limit=2")
            .body("name", equalTo(name))
            .body("total", equalTo(5))
            .body("versions.version", contains("2.0.0", "2.0.0-rc.1"))
            .extract()
            .path("next");
    String third =
        versions("limit=2&cursor=" + second)
            .body("total", equalTo(5))
            .body("versions.version", contains("1.10.0", "1.9.0"))
            .extract()
            .path("next");
    // What is added meanwhile moves nothing that is still to come.
    sync(aTask(name).version("1.0.0"), aTask(name).version("3.0.0"));

    versions("limit=2&cursor=" + third)
        .body("versions.version", contains("1.0.0"))
        .body("next", nullValue());
    versions("limit=6").body("versions", hasSize(6)).body("next", nullValue());
  }

  @Test
  void versionsAreGivenAHundredAtATime() {
    sync(
        IntStream.range(0, 101)
            .mapToObj(i -> aTask(name).version("1." + i + ".0"))
            .toArray(Tasks[]::new));

    Response first = given().get("/v1/tasks/" + name);

    first
        .then()
        .body("versions", hasSize(100))
        .body("versions[0].version", equalTo("1.100.0"))
        .body("total", equalTo(101));
    versions("cursor=" + first.path("next"))
        .body("versions.version", contains("1.0.0"))
        .body("next", nullValue());
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0, limit, out_of_range",
    "limit=501, limit, out_of_range",
    "cursor=x, cursor, invalid_cursor",
    "page=1, page, unknown_parameter",
  })
  void aParameterOfVersionsThatIsWrong(String query, String field, String code) {
    sync(aTask(name));

    wrong("/v1/tasks/" + name + "?" + query, field, code);
  }

  @Test
  void aCursorIsForTheVersionsOfOneTask() {
    String other = name + "-other";
    sync(aTask(name), aTask(name).version("1.1.0"), aTask(other), aTask(other).version("1.1.0"));

    String next = versions("limit=1").extract().path("next");

    wrong("/v1/tasks/" + other + "?cursor=" + next, "cursor", "invalid_cursor");
  }

  @Test
  void whatIsNotThereIsSaid() {
    sync(aTask(name));

    notFound("/v1/tasks/" + name + "x", "task_not_found");
    notFound("/v1/tasks/" + name + "x/1.0.0", "task_not_found");
    notFound("/v1/tasks/" + name + "/1.0.1", "version_not_found");
    notFound("/v1/tasks/..%2F" + name, "task_not_found");
    notFound("/v1/tasks/a%2F" + name + "/1.0.0", "task_not_found");
    notFound("/v1/tasks/" + name + "/latest", "version_not_found");
    notFound("/v1/tasks/" + name + "/9.0.0/bundle", "version_not_found");
    String none = "sha256:" + "0".repeat(64);
    notFound("/v1/tasks/" + name + "/1.0.0/bundle?digest=" + none, "bundle_not_found");
  }

  @Test
  void aDefinitionIsJsonOrAZipAndReadsAsTheSameTask() {
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
    assertThat(Zips.read(reader, zip.asByteArray()).bundle()).isEqualTo(task.bundle());
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
  void aBundleThatAJobPinnedStaysWhenItsVersionIsReplaced() {
    syncAs(ConflictPolicy.REGISTRY, aTask(name));
    syncAs(ConflictPolicy.REGISTRY, aTask(name).script(OTHER));
    String pinned = aTask(name).bundle().digest();

    Response old = given().get("/v1/tasks/" + name + "/1.0.0/bundle?digest=" + pinned);
    Response now = given().get("/v1/tasks/" + name + "/1.0.0/bundle");

    old.then()
        .statusCode(200)
        .header("ETag", equalTo('"' + pinned + '"'))
        .header("Cache-Control", containsString("immutable"));
    assertThat(Zips.read(new BundleReader(), old.asByteArray()).bundle()).isEqualTo(bundle());
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
  void aZipIsReportedOn() {
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
  void howOftenADefinitionWasAtHandIsAMetric() {
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
    java.util.regex.Matcher counted =
        Pattern.compile(
                "sluice_task_definitions_requests_total\\{[^}]*result=\""
                    + result
                    + "\"[^}]*} (.*)")
            .matcher(metrics);
    assertThat(counted.find()).as(metrics).isTrue();
    return Double.parseDouble(counted.group(1));
  }

  @Test
  void aRunReservesNoMoreThanItsHostCanUse() {
    sync(aTask(name).limits(4_096, 20));

    String id = run("{'task':'%s'}").path("job_id");

    given()
        .get("/v1/jobs/" + id)
        .then()
        .body("payload.memory_limit", equalTo(1_024 << 20))
        .body("requirements.ram_mb", equalTo(1_024 + 128));
  }

  @Test
  void versionsThatDidNotChangeAreNotSentAgain() {
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

  @Test
  void whatARunNamesAsSecretIsForItsWorkerOnly() {
    sync(aTask(name));

    String id = run("{'task':'%s','input':{'a':'hunter2'},'secrets':['hunter2']}").path("job_id");

    given()
        .get("/v1/jobs/" + id)
        .then()
        .body("payload.input.a", equalTo("***"))
        .body("payload.secrets", equalTo(List.of("***")));
    assertThat(result(jobs.find(id)).orElseThrow().payload).contains("hunter2");
    run("{'task':'%s','secrets':['']}")
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("secrets[0]"));
  }

  @Test
  void aRunPinsVersionAndDigestAndKeepsToTheTasksLimits() {
    sync(
        aTask(name).limits(512, 20),
        aTask(name).version("1.4.0").limits(512, 20),
        aTask(name).version("2.0.0"));

    String id = run("{'task':'%s','version':'^1.0','input':{'a':1}}").path("job_id");

    given()
        .get("/v1/jobs/" + id)
        .then()
        .body("payload.task", equalTo(name))
        .body("payload.version", equalTo("1.4.0"))
        .body(
            "payload.digest",
            equalTo(aTask(name).version("1.4.0").limits(512, 20).bundle().digest()))
        .body("payload.input.a", equalTo(1))
        .body("payload.memory_limit", equalTo(512 << 20))
        .body("timeout_ms", equalTo(20_000))
        .body("requirements.ram_mb", equalTo(512 + 128));
  }

  @Test
  void withoutAVersionTheNewestReleaseIsRun() {
    sync(aTask(name), aTask(name).version("1.1.0"), aTask(name).version("2.0.0-rc.1"));

    String newest = run("{'task':'%s'}").path("job_id");
    String candidate = run("{'task':'%s','version':'2.0.0-rc.1'}").path("job_id");

    given().get("/v1/jobs/" + newest).then().body("payload.version", equalTo("1.1.0"));
    given().get("/v1/jobs/" + candidate).then().body("payload.version", equalTo("2.0.0-rc.1"));
  }

  @Test
  void anInputIsRefusedWithEveryFieldThatDoesNotFit() {
    sync(
        aTask(name)
            .inputSchema(
                "{\"type\":\"object\",\"required\":[\"b\"],\"properties\":{\"a\":{\"type\":"
                    + "\"object\",\"properties\":{\"n\":{\"type\":\"number\"}}}}}"));

    run("{'task':'%s','input':{'a':{'n':'x'}}}")
        .then()
        .statusCode(422)
        .contentType("application/problem+json")
        .body("code", equalTo("invalid_input"))
        .body("errors.field", hasItems("input.a.n", "input.b"));
  }

  @Test
  void aTaskThatIsNotFoundIsAnsweredWithWhatThereIs() {
    sync(aTask(name), aTask(name).version("1.5.0"));

    run("{'task':'%sx'}")
        .then()
        .statusCode(422)
        .body("errors[0].code", equalTo("unknown_task"))
        .body("errors[0].message", containsString(name));
    run("{'task':'a/%s'}").then().statusCode(422).body("errors[0].code", equalTo("unknown_task"));
    run("{'task':'%s','version':'^2'}")
        .then()
        .statusCode(422)
        .body("errors.field", hasItem("version"))
        .body("errors[0].code", equalTo("no_matching_version"))
        .body("errors[0].message", containsString("1.5.0, 1.0.0"));
  }

  @Test
  void latestIsNoRange() {
    run("{'task':'%s','version':'latest'}")
        .then()
        .statusCode(422)
        .body("errors[0].field", equalTo("version"))
        .body("errors[0].code", equalTo("invalid_range"));
  }

  @Test
  void whatIsNotAvailableIsNotRun() {
    sync(aTask(name));
    sync();

    run("{'task':'%s'}")
        .then()
        .statusCode(422)
        .body("errors[0].code", equalTo("no_matching_version"));
    given().get("/v1/tasks/" + name).then().body("versions[0].available", equalTo(false));
  }

  private Response run(String submission) {
    String body = submission.replace('\'', '"').formatted(name);
    return given().body("{\"operation\":\"task_run\"," + body.substring(1)).post("/v1/jobs");
  }

  private dev.sluice.bundle.TaskBundle bundle() {
    return aTask(name).bundle();
  }

  /** The only source of the registry, which rejects other content. */
  private void sync(Tasks... tasks) {
    syncAs(ConflictPolicy.REJECT, tasks);
  }

  private void syncAs(ConflictPolicy policy, Tasks... tasks) {
    List<Found> found = Stream.of(tasks).map(task -> task.in("first").found()).toList();
    SourceView view = new SourceView("first", found, Set.of(), true);
    result(step.run(new Showing(List.of(view), List.of(), Map.of("first", policy)), false));
  }

  private static io.restassured.response.ValidatableResponse list(String query) {
    return given().get("/v1/tasks?" + query).then().statusCode(200);
  }

  private io.restassured.response.ValidatableResponse versions(String query) {
    return given().get("/v1/tasks/" + name + "?" + query).then().statusCode(200);
  }

  private static void wrong(String path, String field, String code) {
    given()
        .get(path)
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("code", equalTo(code))
        .body("errors[0].field", equalTo(field));
  }

  private static void notFound(String path, String code) {
    given()
        .urlEncodingEnabled(false)
        .get(path)
        .then()
        .statusCode(404)
        .contentType("application/problem+json")
        .body("code", equalTo(code));
  }
}
