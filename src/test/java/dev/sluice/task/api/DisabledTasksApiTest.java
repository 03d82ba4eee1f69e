package dev.sluice.task.api;

import static dev.sluice.task.sync.Tasks.aTask;
import static dev.sluice.time.Awaiting.result;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.sluice.app.TestStore;
import dev.sluice.e2e.Eventually;
import dev.sluice.task.DisabledTasks;
import dev.sluice.task.TaskConfig;
import dev.sluice.task.events.TaskEvent;
import dev.sluice.task.events.TaskEvent.Kind;
import dev.sluice.task.events.TaskEvents;
import dev.sluice.task.sync.RegistryOverHttp;
import dev.sluice.time.Settings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Disabling and enabling tasks. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class DisabledTasksApiTest extends RegistryOverHttp {
  @Inject DisabledTasks disabled;
  @Inject TaskEvents events;

  private Response call(String call) {
    return given().body("{}").post("/v1/tasks/" + name + "/" + call);
  }

  private Response submit(String more) {
    return given()
        .body("{\"operation\":\"task_run\",\"task\":\"" + name + "\"" + more + "}")
        .post("/v1/jobs");
  }

  @Test
  void disable_task_refusesSubmissionsUntilItIsEnabled() {
    sync(aTask(name));

    call("disable")
        .then()
        .statusCode(200)
        .body("name", equalTo(name))
        .body("enabled", equalTo(false))
        .body("disabled_since", notNullValue());
    submit("")
        .then()
        .statusCode(422)
        .body("code", equalTo("task_disabled"))
        .body("errors[0].field", equalTo("task"))
        .body("detail", containsString("takes no new jobs"));
    call("enable").then().statusCode(200).body("enabled", equalTo(true));
    submit("").then().statusCode(201);
  }

  @Test
  void disable_task_isKeptOverASyncAndCoversItsNewVersion() {
    sync(aTask(name));
    call("disable");

    sync(aTask(name), aTask(name).version("1.1.0"));

    submit(",\"version\":\"1.1.0\"").then().statusCode(422).body("code", equalTo("task_disabled"));
    given().get("/v1/tasks/" + name).then().body("disabled_since", notNullValue());
    given().get("/v1/tasks?q=" + name).then().body("items[0].disabled_since", notNullValue());
    call("enable");
    given().get("/v1/tasks/" + name).then().body("disabled_since", nullValue());
  }

  @Test
  void disable_jobThatIsSubmitted_staysAndStarts() {
    sync(aTask(name));
    String id = submit("").then().statusCode(201).extract().path("job_id");
    call("disable");

    given().body("{}").post("/v1/jobs/" + id + "/start").then().statusCode(200);
  }

  @Test
  void disable_unknownTask_isNotFound() {
    call("disable").then().statusCode(404);
    call("enable").then().statusCode(404);
  }

  @Test
  void disable_twice_changesAndAnnouncesOnce() {
    sync(aTask(name));
    List<TaskEvent> seen = new CopyOnWriteArrayList<>();
    events.seen().project(seen::addAll);

    String since = call("disable").path("disabled_since");
    call("disable").then().statusCode(200).body("disabled_since", equalTo(since));
    call("enable");
    call("enable").then().statusCode(200).body("enabled", equalTo(true));

    assertThat(seen.stream().filter(event -> event.data.contains(name)))
        .extracting(event -> event.kind)
        .containsExactly(Kind.TASK_DISABLED, Kind.TASK_ENABLED);
  }

  @Test
  void disable_byAnotherServer_isFollowedThroughItsEvent() {
    sync(aTask(name));
    TaskEvents theirs = new TaskEvents(Settings.of(TaskConfig.class));
    result(theirs.recover());
    result(new DisabledTasks(Clock.systemUTC()).disable(name));
    assertThat(disabled.since(name)).as("nothing said so yet").isEmpty();

    result(theirs.append(List.of(anEvent(Kind.TASK_DISABLED))));
    result(events.catchUp());

    Eventually.until("this server knows", () -> disabled.since(name).isPresent());
    submit("").then().statusCode(422).body("code", equalTo("task_disabled"));
  }

  private TaskEvent anEvent(Kind kind) {
    TaskEvent event = new TaskEvent();
    event.kind = kind;
    event.data = "{\"name\":\"" + name + "\"}";
    event.at = Instant.parse("2026-03-01T12:00:00Z");
    return event;
  }

  @Test
  void load_changeOfAnotherServer_isFollowed() {
    sync(aTask(name));
    DisabledTasks other = new DisabledTasks(Clock.systemUTC());
    call("disable");

    result(other.load());
    assertThat(other.since(name)).isPresent();
    assertThat(result(other.enable(name))).isTrue();
    assertThat(disabled.since(name)).as("not read yet").isPresent();
    result(disabled.load());
    assertThat(disabled.since(name)).isEmpty();
    submit("").then().statusCode(201);
  }
}
