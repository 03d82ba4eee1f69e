package dev.sluice.inference;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.agent.FakeModel;
import dev.sluice.app.TestStore;
import dev.sluice.e2e.Eventually;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OpenAI's completions over HTTP, answered by a model through an agent. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
@Timeout(120)
@SuppressWarnings("NullAway") // JUnit and Quarkus set the fields; a null would fail its test
class CompletionRoutesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HI = "'messages':[{'role':'user','content':'hi'}]";
  private static final String CHAT = CompletionKind.CHAT.path();
  private static final String CALL =
      "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"c\","
          + "\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"%s\"}}]}}]}";

  @TestHTTPResource("/")
  URI server;

  @TempDir Path directory;

  @Test
  void chat_notStreamed_isOneAnswer() throws Exception {
    try (ModelFleet fleet = new ModelFleet(server, directory, 2)) {
      fleet.model.script =
          FakeModel.events(
              FakeModel.delta("Grüß "),
              FakeModel.delta("Gott"),
              FakeModel.STOP,
              FakeModel.USAGE,
              "[DONE]");

      Response answer = chat(fleet, HI);

      answer
          .then()
          .statusCode(200)
          .contentType(startsWith("application/json"))
          .body("object", equalTo("chat.completion"))
          .body("model", equalTo(fleet.modelId))
          .body("choices[0].message.role", equalTo("assistant"))
          .body("choices[0].message.content", equalTo("Grüß Gott"))
          .body("choices[0].finish_reason", equalTo("stop"))
          .body("usage.prompt_tokens", equalTo(3));
      String job = answer.header(CompletionCall.JOB_ID);
      assertThat(answer.jsonPath().getString("id")).isEqualTo(job);
      given().get("/v1/jobs/" + job + "/output").then().body(equalTo("Grüß Gott"));
      assertThat(fleet.model.requests.get(0)).contains("\"include_usage\":true");
    }
  }

  @Test
  void chat_streamed_isARoleTheTextTheEndAndTheUsage() throws Exception {
    try (ModelFleet fleet = new ModelFleet(server, directory, 2)) {
      fleet.model.script =
          FakeModel.events(
              FakeModel.delta("a"),
              FakeModel.delta("b"),
              FakeModel.STOP,
              FakeModel.USAGE,
              "[DONE]");

      Response answer = chat(fleet, HI + ",'stream':true,'stream_options':{'include_usage':true}");

      answer.then().statusCode(200).contentType(startsWith("text/event-stream"));
      List<String> data = data(answer.asString());
      assertThat(data).last().isEqualTo("[DONE]");
      assertThat(JSON.readTree(data.get(0)).at("/choices/0/delta/role").asText())
          .isEqualTo("assistant");
      assertThat(text(data)).isEqualTo("ab");
      JsonNode end = JSON.readTree(data.get(data.size() - 3));
      assertThat(end.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
      JsonNode usage = JSON.readTree(data.get(data.size() - 2));
      assertThat(usage.path("choices")).isEmpty();
      assertThat(usage.at("/usage/completion_tokens").asInt()).isEqualTo(2);
      assertThat(usage.path("id").asText()).isEqualTo(answer.header(CompletionCall.JOB_ID));
    }
  }

  @Test
  void chat_streamedWithoutText_endsOnce() throws Exception {
    try (ModelFleet fleet = new ModelFleet(server, directory, 2)) {
      fleet.model.script = FakeModel.events(FakeModel.STOP, "[DONE]");

      List<String> data = data(chat(fleet, HI + ",'stream':true").asString());

      assertThat(data).filteredOn("[DONE]"::equals).hasSize(1);
      assertThat(data).filteredOn(part -> part.contains("\"finish_reason\":\"stop\"")).hasSize(1);
    }
  }

  @Test
  void chat_sameIdempotencyKey_isTheSameJob() throws Exception {
    try (ModelFleet fleet = new ModelFleet(server, directory, 2)) {
      fleet.model.script =
          FakeModel.events(FakeModel.delta("a"), FakeModel.delta("b"), FakeModel.STOP, "[DONE]");
      String body =
          "{'model':'%s','stream':true,%s}".formatted(fleet.modelId, HI).replace('\'', '"');

      Response first = given().header("Idempotency-Key", fleet.modelId).body(body).post(CHAT);
      Response again = given().header("Idempotency-Key", fleet.modelId).body(body).post(CHAT);

      assertThat(again.header(CompletionCall.JOB_ID))
          .isEqualTo(first.header(CompletionCall.JOB_ID));
      assertThat(text(data(again.asString())))
          .isEqualTo("ab")
          .isEqualTo(text(data(first.asString())));
      assertThat(fleet.model.requests).hasSize(1);
    }
  }

  @Test
  void chat_callOfATool_isPassedOnInPartsAndJoined() throws Exception {
    try (ModelFleet fleet = new ModelFleet(server, directory, 2)) {
      fleet.model.script =
          FakeModel.events(
              CALL.formatted("{"),
              CALL.formatted("}"),
              FakeModel.STOP.replace("stop", "tool_calls"),
              "[DONE]");

      List<String> data = data(chat(fleet, HI + ",'stream':true").asString());
      assertThat(JSON.readTree(data.get(1)).at("/choices/0/delta/tool_calls/0/id").asText())
          .isEqualTo("c");

      chat(fleet, HI)
          .then()
          .body("choices[0].message.content", nullValue())
          .body("choices[0].message.tool_calls[0].function.arguments", equalTo("{}"))
          .body("choices[0].finish_reason", equalTo("tool_calls"));
    }
  }

  @Test
  void completion_ofAPrompt_isText() throws Exception {
    try (ModelFleet fleet = new ModelFleet(server, directory, 2)) {
      fleet.model.script =
          FakeModel.events(
              "{\"choices\":[{\"index\":0,\"text\":\"yes\",\"finish_reason\":\"length\"}]}",
              "[DONE]");

      post(CompletionKind.TEXT, fleet.modelId, "'prompt':'?'")
          .then()
          .body("object", equalTo("text_completion"))
          .body("choices[0].text", equalTo("yes"))
          .body("choices[0].finish_reason", equalTo("length"));
      List<String> data =
          data(post(CompletionKind.TEXT, fleet.modelId, "'prompt':'?','stream':true").asString());
      assertThat(JSON.readTree(data.get(0)).at("/choices/0/text").asText()).isEqualTo("yes");
    }
  }

  @Test
  void chat_processRefuses_isItsStatusAndReason() throws Exception {
    try (ModelFleet fleet = new ModelFleet(server, directory, 2)) {
      fleet.model.script =
          FakeModel.whole(422, "application/json", "{\"error\":{\"message\":\"too hot\"}}");

      chat(fleet, HI + ",'stream':true")
          .then()
          .statusCode(422)
          .header("X-Should-Retry", "false")
          .contentType(startsWith("application/json"))
          .body("error.message", equalTo("the process answered 422 too hot"))
          .body("error.type", equalTo("invalid_request_error"))
          .body("error.code", equalTo("request_refused"));
    }
  }

  @Test
  void chat_failureAfterTheFirstToken_isAnErrorAndNoEnd() throws Exception {
    try (ModelFleet fleet = new ModelFleet(server, directory, 2)) {
      fleet.model.script = FakeModel.events(FakeModel.delta("a"), "{\"error\":\"out of memory\"}");

      List<String> data = data(chat(fleet, HI + ",'stream':true").asString());

      assertThat(JSON.readTree(data.get(data.size() - 1)).at("/error/message").asText())
          .contains("out of memory");
      chat(fleet, HI).then().statusCode(502).body("error.type", equalTo("server_error"));
    }
  }

  @Test
  void client_leavesBeforeTheFirstToken_cancelsTheJob() throws Exception {
    try (ModelFleet fleet = new ModelFleet(server, directory, 1)) {
      fleet.model.script =
          (request, out) -> {
            out.write(FakeModel.head("text/event-stream", "Connection: close"));
            out.flush();
            new CountDownLatch(1).await();
          };

      try (Socket client = ask(fleet, "")) {
        Eventually.until("a request", () -> !fleet.model.requests.isEmpty());
      }

      awaitStatus(fleet, "CANCELLED");
    }
  }

  @Test
  void client_leavesAfterTheFirstToken_leavesTheJobUnlessItSaysSo() throws Exception {
    try (ModelFleet fleet = new ModelFleet(server, directory, 1)) {
      CountDownLatch go = new CountDownLatch(1);
      fleet.model.script =
          (request, out) -> {
            out.write(FakeModel.head("text/event-stream", "Transfer-Encoding: chunked"));
            FakeModel.chunk(out, "data: " + FakeModel.delta("x") + "\n\n");
            go.await();
            FakeModel.chunk(out, "data: " + FakeModel.STOP + "\n\ndata: [DONE]\n\n");
            out.write("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
          };
      try (Socket client = ask(fleet, "")) {
        awaitHead(client);
      }
      go.countDown();
      awaitStatus(fleet, "COMPLETED");

      fleet.model.script = (request, out) -> endless(fleet.model, out);
      try (Socket client = ask(fleet, CompletionCall.ON_DISCONNECT + ": cancel\r\n")) {
        awaitHead(client);
      }
      awaitStatus(fleet, "CANCELLED");
      fleet.model.hungUp.await();
    }
  }

  @Test
  void models_areThoseOfTheProcesses() throws Exception {
    try (ModelFleet fleet = new ModelFleet(server, directory, 1)) {
      given()
          .get("/v1/models")
          .then()
          .body("object", equalTo("list"))
          .body("data.id", hasItem(fleet.modelId));
      given()
          .get("/v1/models/" + fleet.modelId)
          .then()
          .body("id", equalTo(fleet.modelId))
          .body("object", equalTo("model"));
    }
    for (String unknown : List.of("nothing", "a/b")) {
      given()
          .get("/v1/models/" + unknown)
          .then()
          .statusCode(404)
          .body("error.code", equalTo("model_not_found"));
    }
    post(CompletionKind.CHAT, "nothing", HI)
        .then()
        .statusCode(404)
        .body("error.param", equalTo("model"))
        .header(CompletionCall.JOB_ID, nullValue());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/chat/completions | {} | model",
        "/v1/chat/completions | {'model':7,'messages':[{'role':'user'}]} | model",
        "/v1/chat/completions | {'model':'m'} | messages",
        "/v1/chat/completions | {'model':'m','messages':[]} | messages",
        "/v1/chat/completions | {'model':'m','messages':'hi'} | messages",
        "/v1/chat/completions | {'model':'m','messages':['hi']} | messages[0]",
        "/v1/chat/completions | {'model':'m','messages':[{'content':'hi'}]} | messages[0].role",
        "/v1/chat/completions | {'model':'m','messages':[{'role':'user'}],'prompt':'x'} | prompt",
        "/v1/chat/completions | {'model':'m','messages':[{'role':'user'}],'stream':1} | stream",
        "/v1/chat/completions | {'model':'m','messages':[{'role':'u'}],'stream_options':1}"
            + " | stream_options",
        "/v1/chat/completions | {'model':'m','messages':[{'role':'u'}],"
            + "'stream_options':{'include_usage':1}} | stream_options.include_usage",
        "/v1/chat/completions | {'model':'m','messages':[{'role':'u'}],'operation':'exec'}"
            + " | operation",
        "/v1/chat/completions | {'model':'m','messages':[{'role':'u'}],'logprobs':true} | logprobs",
        "/v1/completions | {'model':'m','messages':[{'role':'u'}],'prompt':'x'} | messages",
        "/v1/completions | {'model':'m'} | prompt",
        "/v1/completions | {'model':'m','prompt':'x','path':'/v1/x'} | path",
        "/v1/completions | [] | body"
      })
  void post_badInput_namesTheField(String path, String body, String field) {
    bad(given().body(body.replace('\'', '"')).post(path).then(), field);
  }

  @Test
  void post_whatInferRefuses_namesTheField() throws Exception {
    try (ModelFleet fleet = new ModelFleet(server, directory, 1)) {
      bad(chat(fleet, HI + ",'n':2").then(), "n");
      bad(chat(fleet, HI + ",'max_tokens':'many'").then(), "max_tokens");
      bad(chat(fleet, HI + ",'priority':99").then(), "priority");
    }
  }

  private static void bad(ValidatableResponse answer, String field) {
    answer
        .statusCode(400)
        .contentType(startsWith("application/json"))
        .body("error.param", equalTo(field))
        .body("error.type", equalTo("invalid_request_error"))
        .body("error.message", not(nullValue()))
        .header(CompletionCall.JOB_ID, nullValue());
  }

  private static Response chat(ModelFleet fleet, String more) {
    return post(CompletionKind.CHAT, fleet.modelId, more);
  }

  private static Response post(CompletionKind kind, String model, String more) {
    String body = "{'model':'%s','max_retries':0,%s}".formatted(model, more).replace('\'', '"');
    return given().body(body).post(kind.path());
  }

  /** Sends a request for a stream on a connection of its own. */
  private Socket ask(ModelFleet fleet, String header) throws Exception {
    Socket client = new Socket(server.getHost(), server.getPort());
    String body = "{'model':'%s','stream':true,%s}".formatted(fleet.modelId, HI).replace('\'', '"');
    String head =
        "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
            + header
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n";
    client.getOutputStream().write((head + body).getBytes(StandardCharsets.UTF_8));
    return client;
  }

  private static void awaitHead(Socket client) throws Exception {
    InputStream in = client.getInputStream();
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    assertThat(lines.readLine()).contains("200");
    String line = lines.readLine();
    while (!line.startsWith("data: ")) {
      line = lines.readLine();
    }
  }

  private static void endless(FakeModel model, java.io.OutputStream out) throws Exception {
    out.write(FakeModel.head("text/event-stream", "Transfer-Encoding: chunked"));
    FakeModel.forEver(out, model);
  }

  /** Waits until the newest job of the model has this status. */
  private static void awaitStatus(ModelFleet fleet, String status) {
    Eventually.until(
        status,
        () -> {
          List<String> found =
              given()
                  .get("/v1/jobs?operation=infer&limit=50")
                  .jsonPath()
                  .getList("items.findAll{it.payload.model=='%s'}.status".formatted(fleet.modelId));
          return !found.isEmpty() && found.get(0).equals(status);
        });
  }

  private static List<String> data(String stream) {
    return Stream.of(stream.split("\n\n"))
        .filter(event -> event.startsWith("data: "))
        .map(event -> event.substring(6))
        .toList();
  }

  private static String text(List<String> data) throws Exception {
    StringBuilder text = new StringBuilder();
    for (String part : data.subList(0, data.size() - 1)) {
      text.append(JSON.readTree(part).at("/choices/0/delta/content").asText());
    }
    return text.toString();
  }
}
