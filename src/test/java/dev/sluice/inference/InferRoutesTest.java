package dev.sluice.inference;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.sluice.agent.FakeModel;
import dev.sluice.app.TestStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code infer} over HTTP: submission, waiting, and a model that answers through an agent. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
@Timeout(120)
@SuppressWarnings("NullAway") // JUnit and Quarkus set the fields; a null would fail its test
class InferRoutesTest {
  private static final String CHAT = "'messages':[{'role':'user','content':'hi'}]";

  @TestHTTPResource("/")
  URI server;

  @TempDir Path directory;

  @Test
  void infer_chat_isTheTextOfTheModel() throws Exception {
    try (ModelFleet fleet = new ModelFleet(server, directory, 2)) {
      fleet.model.script =
          FakeModel.events(
              FakeModel.delta("Hello "), FakeModel.delta("world"), FakeModel.STOP, "[DONE]");

      String job = fleet.infer(CHAT + ",'max_tokens':9");

      fleet.await(job, "event: done");
      given().get("/v1/jobs/" + job + "/output").then().body(equalTo("Hello world"));
      given()
          .get("/v1/jobs/" + job)
          .then()
          .body("result.output.finish_reason", equalTo("stop"))
          .body("payload.max_tokens", equalTo(9))
          .body("requirements.labels.model_id", equalTo(fleet.modelId))
          .body("requirements.cpu", equalTo(0.0f));
    }
  }

  @Test
  void infer_noProcessOfTheModel_waitsForOneAndSaysSo() throws Exception {
    try (ModelFleet fleet = new ModelFleet(server, directory, 1)) {
      String job =
          ModelFleet.submit("{'operation':'infer','model':'absent','start':true," + CHAT + "}");

      assertThat(fleet.await(job, "waiting_on")).contains("\"model\":1");

      given().post("/v1/jobs/" + job + "/cancel");
    }
  }

  @Test
  void infer_moreThanTheSlots_waitsForASlotOfTheProcess() throws Exception {
    try (ModelFleet fleet = new ModelFleet(server, directory, 1)) {
      CountDownLatch go = new CountDownLatch(1);
      fleet.model.script =
          (request, out) -> {
            go.await();
            FakeModel.events(FakeModel.delta("x"), FakeModel.STOP).answer(request, out);
          };
      String first = fleet.infer(CHAT);
      fleet.await(first, "RUNNING");

      String second = fleet.infer(CHAT);

      assertThat(fleet.await(second, "waiting_on")).contains("\"process_slots\":1");
      go.countDown();
      fleet.await(second, "event: done");
    }
  }

  @Test
  void infer_failureBeforeTheFirstToken_isTriedAgainOnTheSameWorker() throws Exception {
    try (ModelFleet fleet = new ModelFleet(server, directory, 1)) {
      CountDownLatch once = new CountDownLatch(1);
      fleet.model.script =
          (request, out) -> {
            if (once.getCount() > 0) {
              once.countDown();
              FakeModel.whole(503, "text/plain", "loading").answer(request, out);
            } else {
              FakeModel.events(FakeModel.delta("x"), FakeModel.STOP).answer(request, out);
            }
          };

      String job = fleet.infer(CHAT);

      fleet.await(job, "event: done");
      given().get("/v1/jobs/" + job).then().body("attempt", equalTo(2));
      given()
          .get("/v1/jobs/" + job + "/attempts")
          .then()
          .body("items.reason", equalTo(List.of("WORKER_REPORTED", "COMPLETED")));
    }
  }

  @Test
  void infer_processDiesAfterTheFirstToken_failsAndIsNotTriedAgain() throws Exception {
    try (ModelFleet fleet = new ModelFleet(server, directory, 1)) {
      fleet.model.script =
          (request, out) -> {
            out.write(FakeModel.head("text/event-stream", "Transfer-Encoding: chunked"));
            FakeModel.chunk(out, "data: " + FakeModel.delta("half") + "\n\n");
          };

      String job = fleet.infer(CHAT);

      fleet.await(job, "event: failed");
      given()
          .get("/v1/jobs/" + job)
          .then()
          .body("attempt", equalTo(1))
          .body("result.error.code", equalTo("invalid_answer"));
    }
  }

  @Test
  void cancel_duringTheAnswer_reachesTheProcess() throws Exception {
    try (ModelFleet fleet = new ModelFleet(server, directory, 1)) {
      fleet.model.script =
          (request, out) -> {
            out.write(FakeModel.head("text/event-stream", "Transfer-Encoding: chunked"));
            FakeModel.forEver(out, fleet.model);
          };
      String job = fleet.infer(CHAT);
      fleet.await(job, "event: stdout");

      given().post("/v1/jobs/" + job + "/cancel");

      assertThat(fleet.model.hungUp.await(60, TimeUnit.SECONDS)).isTrue();
      fleet.await(job, "event: cancelled");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'prompt':'x' | model",
        "'model':' ','prompt':'x' | model",
        "'model':7,'prompt':'x' | model",
        "'model':'m' | messages",
        "'model':'m','messages':[] | messages",
        "'model':'m','messages':'x' | messages",
        "'model':'m','prompt':{} | prompt",
        "'model':'m','prompt':'x','messages':[{}] | prompt",
        "'model':'m','prompt':'x','body':{} | body",
        "'model':'m','path':'v1' | path",
        "'model':'m','path':'/a b' | path",
        "'model':'m','prompt':'x','max_tokens':0 | max_tokens",
        "'model':'m','prompt':'x','max_tokens':'9' | max_tokens",
        "'model':'m','prompt':'x','temperature':-1 | temperature",
        "'model':'m','prompt':'x','stream':'yes' | stream",
        "'model':'m','prompt':'x','n':2 | n",
        "'model':'m','prompt':'x','idle_timeout_ms':0 | idle_timeout_ms",
        "'model':'m','prompt':'x','process_slots':2 | process_slots",
        "'model':'m','prompt':'x','secrets':[''] | secrets[0]",
        "'model':'m','prompt':'x','spawn':'c' | spawn",
        "'model':'m','prompt':'x','spawn':{} | spawn.command",
        "'model':'m','prompt':'x','spawn':{'command':'c','port':0} | spawn.port",
        "'model':'m','prompt':'x','spawn':{'command':'c','model_id':'n'} | spawn.model_id",
        "'model':'m','prompt':'x','spawn':{'command':'c','unknown':1} | spawn.unknown",
        "'model':'m','prompt':'x','spawn':{'command':'c','operation':'exec'} | spawn.operation",
        "'model':'m','prompt':'x','spawn':{'command':'c','start':true} | spawn.start",
        "'model':'m','prompt':'x','spawn':{'command':'c','priority':10} | spawn.priority",
        "'model':'m','prompt':'x','spawn':{'command':'c','secrets':['']} | spawn.secrets[0]",
        "'model':'m','prompt':'x','requirements':{'labels':{'a':'b'}},"
            + "'spawn':{'command':'c','requirements':{'labels':{'a':'c'}}}"
            + " | spawn.requirements.labels.a"
      })
  void infer_wrongField_isNamed(String fields, String field) {
    given()
        .body(("{'operation':'infer'," + fields + "}").replace('\'', '"'))
        .post("/v1/jobs")
        .then()
        .statusCode(400)
        .body("errors.field", hasItem(field));
  }

  @Test
  void infer_secretsOfTheSpawn_areMaskedInTheJob() {
    String job =
        ModelFleet.submit(
            "{'operation':'infer','model':'m','prompt':'x',"
                + "'spawn':{'command':'serve hunter2','secrets':['hunter2']}}");

    String view = given().get("/v1/jobs/" + job).then().statusCode(200).extract().asString();

    assertThat(view).contains("serve ").doesNotContain("hunter2");
  }

  @Test
  void infer_otherFields_areParametersOfTheModel() {
    String job =
        ModelFleet.submit(
            "{'operation':'infer','model':'m','prompt':'x','temperature':0,'seed':3,'stop':['.']}");

    given()
        .get("/v1/jobs/" + job)
        .then()
        .body("payload.seed", equalTo(3))
        .body("payload.stop", equalTo(List.of(".")));
  }
}
