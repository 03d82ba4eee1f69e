package dev.sluice.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.wire.AttemptRef;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.worker.AttemptResult;
import dev.sluice.wire.worker.ProcessStatus;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code infer} jobs on an agent, answered by a server of a model in this process. */
@Timeout(120)
@SuppressWarnings("NullAway") // a null would fail the test that it belongs to
class InferTest extends InferFixture {
  @Test
  void chat_events_becomeTextUsageAndFinishReason() throws Exception {
    model.script =
        FakeModel.events(
            FakeModel.delta("Hel"),
            FakeModel.delta("lo \\ud83d"),
            FakeModel.delta("\\ude00"),
            FakeModel.STOP,
            FakeModel.USAGE,
            "[DONE]");

    AttemptRef ref = infer(p -> p.put("temperature", 0.5).put("max_tokens", 7));

    AttemptResult result = server.result(ref);
    assertThat(result.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(server.stdout(ref)).isEqualTo("Hello 😀");
    assertThat(result.output().path("finish_reason").asText()).isEqualTo("stop");
    assertThat(result.output().path("usage").path("prompt_tokens").asInt()).isEqualTo(3);
    assertThat(result.output().path("process_id").asText()).isEqualTo("p");
    String request = model.requests.get(0);
    assertThat(request).startsWith("POST /v1/chat/completions HTTP/1.1\r\n");
    assertThat(JSON.readTree(request.substring(request.indexOf("\r\n\r\n"))))
        .isEqualTo(
            JSON.readTree(
                """
                {"model": "m", "messages": [{"role": "user", "content": "hi"}],
                 "temperature": 0.5, "max_tokens": 7, "stream": true,
                 "stream_options": {"include_usage": true}}
                """));
  }

  @Test
  void prompt_completion_isPostedToCompletions() {
    model.script =
        FakeModel.events(
            "{\"choices\":[{\"text\":\"a\"}]}",
            "{\"choices\":[{\"text\":\"b\",\"finish_reason\":\"length\"}]}");

    AttemptRef ref = server.assign(assignment("infer", prompt(), 60_000, 1_000));

    assertThat(server.result(ref).output().path("finish_reason").asText()).isEqualTo("length");
    assertThat(server.stdout(ref)).isEqualTo("ab");
    assertThat(model.requests.get(0)).startsWith("POST /v1/completions ");
  }

  @Test
  void toolCalls_overSeveralParts_areOneCallInTheResult() {
    model.script =
        FakeModel.events(
            tool("\"id\":\"t\",\"type\":\"function\",", "\"name\":\"f\",\"arguments\":\"{\\\"a\""),
            tool("", "\"arguments\":\"\\\":1}\""),
            FakeModel.STOP,
            "[DONE]");

    AttemptRef ref = infer(p -> {});

    assertThat(server.result(ref).output().path("tool_calls"))
        .hasToString(
            "[{\"id\":\"t\",\"type\":\"function\",\"function\":"
                + "{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":1}\"}}]");
    assertThat(new String(server.output(ref, OutputChannel.PROGRESS), UTF_8))
        .contains("\"step\":\"delta\",\"data\":{\"tool_calls\":[");
  }

  private static String tool(String call, String function) {
    return "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,"
        + call
        + "\"function\":{"
        + function
        + "}}]}}]}";
  }

  @Test
  void ndjson_ofOllama_isReadLineByLine() {
    model.script =
        FakeModel.whole(
            200,
            "application/x-ndjson",
            "{\"message\":{\"content\":\"Hi\"},\"done\":false}\n{\"message\":{\"content\":\"!\"},"
                + "\"done\":true,\"prompt_eval_count\":4,\"eval_count\":2}\n");

    AttemptRef ref = infer(p -> p.put("path", "/api/chat"));

    AttemptResult result = server.result(ref);
    assertThat(server.stdout(ref)).isEqualTo("Hi!");
    assertThat(result.output().path("usage").path("total_tokens").asInt()).isEqualTo(6);
  }

  @Test
  void streamFalse_completionInOnePiece_isItsText() {
    model.script =
        FakeModel.whole(
            200,
            "application/json; charset=utf-8",
            "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"whole\"},"
                + "\"finish_reason\":\"stop\"}],\"usage\":{\"total_tokens\":9}}");

    AttemptRef ref = infer(p -> p.put("stream", false));

    assertThat(server.result(ref).output().path("usage").path("total_tokens").asInt()).isEqualTo(9);
    assertThat(server.stdout(ref)).isEqualTo("whole");
    assertThat(model.requests.get(0)).doesNotContain("stream_options");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/plain        | plain \u00e4 bytes            | plain \u00e4 bytes",
        "application/json  | {\"embedding\":[1,2]}    | {\"embedding\":[1,2]}",
        "text/event-stream | data: {\"pct\":5}~~ | {\"pct\":5}~"
      })
  void body_anyRequest_isPostedAndAnsweredAsItIs(String type, String answer, String printed) {
    model.script = FakeModel.whole(200, type, answer.replace('~', '\n'));
    ObjectNode payload = JSON.createObjectNode().put("model", "m").put("path", "/embed?x=1");
    payload.putObject("body").put("input", "text");

    AttemptRef ref = server.assign(assignment("infer", payload, 60_000, 1_000));

    assertThat(server.result(ref).outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(server.stdout(ref)).isEqualTo(printed.replace('~', '\n'));
    assertThat(model.requests.get(0))
        .startsWith("POST /embed?x=1 ")
        .endsWith("{\"input\":\"text\"}");
  }

  @Test
  void cancel_duringTheAnswer_closesTheConnection() throws Exception {
    model.script = this::endless;
    AttemptRef ref = infer(p -> {});
    server.await("tokens", () -> server.stdout(ref).startsWith("xx"));

    server.cancel(ref);

    assertThat(server.result(ref).outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(model.hungUp.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void cancel_beforeTheAnswer_closesTheConnection() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    model.script =
        (request, out) -> {
          asked.countDown();
          while (true) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(UTF_8));
          }
        };
    AttemptRef ref = infer(p -> {});
    asked.await();

    server.cancel(ref);

    assertThat(server.result(ref).outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(model.hungUp.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void timeLimit_passes_closesTheConnection() throws Exception {
    model.script = this::endless;

    AttemptRef ref = server.assign(assignment("infer", chat(), 300, 1_000));

    assertThat(server.result(ref).outcome()).isEqualTo(Outcome.TIMEOUT);
    assertThat(model.hungUp.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void slots_allTaken_processIsBusyUntilOneIsFree() {
    model.script = this::endless;
    AttemptRef first = infer(p -> {});
    AttemptRef second = infer(p -> {});
    awaitStatus(ProcessStatus.BUSY);

    assertThat(server.result(infer(p -> {})).error().code()).isEqualTo("no_process");

    server.cancel(first);
    awaitStatus(ProcessStatus.READY);
    server.cancel(second);
  }

  @Test
  void secrets_inTheAnswer_areMasked() {
    model.script =
        FakeModel.events(FakeModel.delta("it is hu"), FakeModel.delta("sh"), FakeModel.STOP);

    AttemptRef ref = infer(p -> p.putArray("secrets").add("hush"));

    server.result(ref);
    assertThat(server.stdout(ref)).isEqualTo("it is ***");
    assertThat(model.requests.get(0)).doesNotContain("secrets");
  }
}
