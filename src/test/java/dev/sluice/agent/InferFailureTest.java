package dev.sluice.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.AttemptRef;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.worker.AttemptResult;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code infer} jobs whose process does not answer as it should. */
@Timeout(120)
@SuppressWarnings("NullAway") // a null would fail the test that it belongs to
class InferFailureTest extends InferFixture {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "garbage~                                | INVALID_ANSWER | not HTTP",
        "HTTP/1.1 200 OK~                        | INVALID_ANSWER | ends early",
        "HTTP/1.1 200 OK~~no json               | INVALID_ANSWER | no completion: no json",
        "HTTP/1.1 200 OK~Content-Length: 99~~{ | PROCESS_UNREACHABLE | broke off",
        "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~xyz~ | INVALID_ANSWER | without a length",
        "HTTP/1.1 503 Busy~~loading             | PROCESS_ERROR | answered 503 loading",
        "HTTP/1.1 200 OK~~{\"error\":{\"message\":\"oom\"}} | PROCESS_ERROR | failed: oom",
        "HTTP/1.1 200 OK~~{\"choices\":[]}       | PROCESS_UNREACHABLE | cut off"
      })
  void failure_beforeTheFirstToken_isReportedForARetry(String answer, String code, String why) {
    model.script = (request, out) -> out.write(answer.replace("~", "\r\n").getBytes(UTF_8));

    AttemptResult result = server.result(infer(p -> {}));

    assertThat(result.outcome()).isEqualTo(Outcome.WORKER_REPORTED);
    assertThat(result.error().code()).isEqualToIgnoringCase(code);
    assertThat(result.error().message()).contains(why);
  }

  @Test
  void silence_beforeTheFirstToken_isReportedForARetry() {
    CountDownLatch never = new CountDownLatch(1);
    model.script = (request, out) -> never.await();

    AttemptResult result = server.result(infer(p -> p.put("idle_timeout_ms", 200)));

    assertThat(result.outcome()).isEqualTo(Outcome.WORKER_REPORTED);
    assertThat(result.error().code()).isEqualTo("process_silent");
  }

  @Test
  void connection_refused_isReportedForARetry() throws Exception {
    model.close();

    AttemptResult result = server.result(infer(p -> {}));

    assertThat(result.outcome()).isEqualTo(Outcome.WORKER_REPORTED);
    assertThat(result.error().code()).isEqualTo("process_unreachable");
    assertThat(result.error().message()).contains("refused");
  }

  @Test
  void noProcessOfTheModel_isReportedForARetry() {
    AttemptResult result = server.result(infer(p -> p.put("model", "other")));

    assertThat(result.outcome()).isEqualTo(Outcome.WORKER_REPORTED);
    assertThat(result.error().code()).isEqualTo("no_process");
  }

  @Test
  void refusal_ofTheRequest_isFinalAndHasWhatTheProcessSaid() {
    model.script =
        FakeModel.whole(
            400, "application/json", "{\"error\":{\"message\":\"too long\",\"code\":\"ctx\"}}");

    AttemptResult result = server.result(infer(p -> {}));

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.error().code()).isEqualTo("request_refused");
    assertThat(result.error().message()).isEqualTo("the process answered 400 too long");
    assertThat(result.output().path("http_status").asInt()).isEqualTo(400);
    assertThat(result.output().path("error").path("code").asText()).isEqualTo("ctx");
  }

  @Test
  void failure_afterTheFirstToken_isFinal() {
    model.script =
        (request, out) -> {
          out.write(FakeModel.head("text/event-stream", "Transfer-Encoding: chunked"));
          FakeModel.chunk(out, "data: " + FakeModel.delta("half an ans") + "\n\n");
        };

    AttemptRef ref = infer(p -> {});

    AttemptResult result = server.result(ref);
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.error().message()).contains("ends early");
    assertThat(server.stdout(ref)).isEqualTo("half an ans");
  }

  @Test
  void line_withoutEnd_isTooLong() {
    String endless = "data: " + "x".repeat(2 << 20);
    model.script = FakeModel.whole(200, "text/event-stream", endless);

    AttemptResult result = server.result(infer(p -> {}));

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.error().code()).isEqualTo("answer_too_long");
  }
}
