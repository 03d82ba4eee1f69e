package dev.sluice.task.api;

import static dev.sluice.http.Refusals.assertRefused;
import static dev.sluice.task.sync.Tasks.aTask;
import static dev.sluice.time.Awaiting.result;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;

import dev.sluice.app.TestStore;
import dev.sluice.job.Jobs;
import dev.sluice.task.Catalog;
import dev.sluice.task.events.TaskEvents;
import dev.sluice.task.sync.FirstSync;
import dev.sluice.task.sync.RegistryOverHttp;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Submissions of the operation {@code task_run}. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class TaskRunsApiTest extends RegistryOverHttp {
  @Inject Jobs jobs;
  @Inject Catalog catalog;
  @Inject TaskEvents events;

  @Test
  void find_unknownTaskBeforeTheFirstSyncIsOver_saysToTryAgain() {
    CatalogLookup early = new CatalogLookup(catalog, events, new FirstSync());
    sync(aTask(name));

    assertThat(result(early.task(name))).isEqualTo(name);
    assertRefused("tasks_loading", () -> early.task("no-such-task"));
    given().get("/v1/tasks/no-such-task").then().statusCode(404);
  }

  @Test
  void started_firstSyncIsOver_saysSo() {
    given()
        .get("/q/health/started")
        .then()
        .statusCode(200)
        .body("checks.find { it.name == 'started' }.data.tasks", equalTo("loaded"));
  }

  @Test
  void submit_memoryLimit_reservesItAndHostOverhead() {
    sync(aTask(name).limits(4_096, 20));

    String id = run("{'task':'%s'}").path("job_id");

    given()
        .get("/v1/jobs/" + id)
        .then()
        .body("payload.memory_limit", equalTo(1_024 << 20))
        .body("requirements.ram_mb", equalTo(1_024 + 128));
  }

  @Test
  void submit_memoryLimitBetweenSizesOfHosts_reservesTheHeapOfItsHost() {
    sync(aTask(name).limits(520, 20));

    String id = run("{'task':'%s','requirements':{'ram_mb':64}}").path("job_id");

    given()
        .get("/v1/jobs/" + id)
        .then()
        .body("payload.memory_limit", equalTo(520 << 20))
        .body("requirements.ram_mb", equalTo(1_024 + 128));
  }

  @Test
  void submit_noMemoryLimit_reservesTheHeapThatHostsHave() {
    sync(aTask(name));

    String id = run("{'task':'%s','requirements':{'ram_mb':64}}").path("job_id");

    given().get("/v1/jobs/" + id).then().body("requirements.ram_mb", equalTo(128 + 128));
  }

  @Test
  void submit_secrets_areMaskedInAnswers() {
    sync(aTask(name));

    String id = run("{'task':'%s','input':{'a':'hunter2'},'secrets':['hunter2']}").path("job_id");

    given()
        .get("/v1/jobs/" + id)
        .then()
        .body("payload.input.a", equalTo("***"))
        .body("payload.secrets", equalTo(List.of("***")));
    assertThat(result(jobs.get(id)).payload).contains("hunter2");
    run("{'task':'%s','secrets':['']}")
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("secrets[0]"));
  }

  @Test
  void submit_range_pinsVersionAndLimits() {
    sync(
        aTask(name).limits(512, 20),
        aTask(name).version("1.4.0").limits(512, 20),
        aTask(name).version("2.0.0"));

    String id = run("{'task':'%s','version':'^1.0','input':{'a':1}}").path("job_id");
    String digest = aTask(name).version("1.4.0").limits(512, 20).bundle().digest();

    given()
        .get("/v1/jobs/" + id)
        .then()
        .body("payload.task", equalTo(name))
        .body("payload.version", equalTo("1.4.0"))
        .body("payload.digest", equalTo(digest))
        .body("payload.input.a", equalTo(1))
        .body("payload.memory_limit", equalTo(512 << 20))
        .body("timeout_ms", equalTo(20_000))
        .body("requirements.ram_mb", equalTo(512 + 128));
    assertThat(result(jobs.get(id)).bundle).isEqualTo(digest);
  }

  @Test
  void submit_noVersion_runsNewestRelease() {
    sync(aTask(name), aTask(name).version("1.1.0"), aTask(name).version("2.0.0-rc.1"));

    String newest = run("{'task':'%s'}").path("job_id");
    String candidate = run("{'task':'%s','version':'2.0.0-rc.1'}").path("job_id");

    given().get("/v1/jobs/" + newest).then().body("payload.version", equalTo("1.1.0"));
    given().get("/v1/jobs/" + candidate).then().body("payload.version", equalTo("2.0.0-rc.1"));
  }

  @Test
  void submit_invalidInput_namesEveryField() {
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
  void submit_unknownTask_suggestsOthers() {
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
  void submit_latest_isInvalidRange() {
    run("{'task':'%s','version':'latest'}")
        .then()
        .statusCode(422)
        .body("errors[0].field", equalTo("version"))
        .body("errors[0].code", equalTo("invalid_range"));
  }

  @Test
  void submit_unavailableVersion_isRefused() {
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
}
