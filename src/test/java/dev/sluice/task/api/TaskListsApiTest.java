package dev.sluice.task.api;

import static dev.sluice.task.sync.Tasks.aTask;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import dev.sluice.app.TestStore;
import dev.sluice.http.PageCursor;
import dev.sluice.task.sources.ConflictPolicy;
import dev.sluice.task.sync.RegistryOverHttp;
import dev.sluice.task.sync.Tasks;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The registry over HTTP: its lists of tasks and of their versions. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class TaskListsApiTest extends RegistryOverHttp {
  private static final String OTHER = "(function() { return 2; })";

  @Test
  void list_severalVersions_showsNewest() {
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
  void list_cursor_continues() {
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
  void list_filters_selectTasks() {
    sync(aTask(name + "gone"), aTask(name + "here"));
    sync(aTask(name + "here"));

    String gone = "tag=tag-of-" + name + "gone&q=" + name;
    list(gone).body("items", hasSize(0));
    list(gone + "&available=any").body("items.name", contains(name + "gone"));
    list(gone + "&available=any&source=none").body("items", hasSize(0));
  }

  @Test
  void list_page_hasRegistryForm() {
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
    "tags=x, tags, unknown_parameter",
    "cursor=x, cursor, invalid_cursor",
  })
  void list_invalidParameter_isNamed(String query, String field, String code) {
    wrong("/v1/tasks?" + query, field, code);
  }

  @Test
  void versions_replacedAndDisputed_showHistoryAndDispute() {
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
  void versions_limit_pagesNewestFirst() {
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
    // A version added meanwhile does not shift the pages to come.
    sync(aTask(name).version("1.0.0"), aTask(name).version("3.0.0"));

    versions("limit=2&cursor=" + third)
        .body("versions.version", contains("1.0.0"))
        .body("next", nullValue());
    versions("limit=6").body("versions", hasSize(6)).body("next", nullValue());
  }

  @Test
  void versions_noLimit_givesHundred() {
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
  void versions_invalidParameter_isNamed(String query, String field, String code) {
    sync(aTask(name));

    wrong("/v1/tasks/" + name + "?" + query, field, code);
  }

  @Test
  void versions_forgedCursor_isRefused() {
    sync(aTask(name));
    String forged = PageCursor.encode("latest", "versions of " + name);

    wrong("/v1/tasks/" + name + "?cursor=" + forged, "cursor", "invalid_cursor");
  }

  @Test
  void versions_cursorOfOtherTask_isRefused() {
    String other = name + "-other";
    sync(aTask(name), aTask(name).version("1.1.0"), aTask(other), aTask(other).version("1.1.0"));

    String next = versions("limit=1").extract().path("next");

    wrong("/v1/tasks/" + other + "?cursor=" + next, "cursor", "invalid_cursor");
  }

  @Test
  void get_unknown_isNotFound() {
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

  private static ValidatableResponse list(String query) {
    return given().get("/v1/tasks?" + query).then().statusCode(200);
  }

  private ValidatableResponse versions(String query) {
    return given().get("/v1/tasks/" + name + "?" + query).then().statusCode(200);
  }
}
