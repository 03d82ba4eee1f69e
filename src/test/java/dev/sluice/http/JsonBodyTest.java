package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.wire.Problem;
import dev.sluice.wire.worker.AttemptResult;
import dev.sluice.wire.worker.Poll;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonBodyTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''            | empty_body
          []            | wrong_type
          null          | wrong_type
          "x"           | wrong_type
          {"a":         | malformed_json
          {"a":1} x     | malformed_json
          {"a":1,"a":2} | malformed_json
          {"a":"\\ud800"} | invalid_request
          {"\\udc00":1} | malformed_json
          {"a":[{"b":["\\ud800x"]}]} | invalid_request
          """)
  void object_invalidBody_isRefused(String body, String code) {
    Problem problem = problem(body);

    assertThat(problem.status()).isEqualTo(400);
    assertThat(problem.code()).isEqualTo(code);
  }

  @Test
  void object_noBody_isEmpty() {
    ProblemException thrown =
        catchThrowableOfType(ProblemException.class, () -> JsonBody.object(null));

    assertThat(thrown.problem().code()).isEqualTo("empty_body");
  }

  @Test
  void object_brokenJson_namesLineAndColumn() {
    assertThat(problem("{\"a\": 1,\n  \"b\": nul }").detail()).contains("line 2, column");
  }

  @Test
  void object_endlessNesting_isRefused() {
    assertThat(problem("{\"a\":".repeat(5_000)).code()).isEqualTo("malformed_json");
  }

  @Test
  void object_surrogatePair_isAccepted() {
    assertThat(JsonBody.object(bytes("{\"a\":\"\\ud83d\\ude00\"}")).path("a").textValue())
        .isEqualTo("\ud83d\ude00");
  }

  @Test
  void read_wrongType_namesFieldAndNoCode() {
    ProblemException thrown =
        catchThrowableOfType(
            ProblemException.class,
            () -> JsonBody.as(Poll.class, bytes("{\"running\": [{\"attempt\": \"x\"}]}")));

    assertThat(Objects.requireNonNull(thrown.problem().errors()).get(0).field())
        .isEqualTo("running[0].attempt");
    assertThat(thrown.problem().toString()).doesNotContain("dev.sluice", "java.");
  }

  @Test
  void read_unknownEnumValue_namesField() {
    ProblemException thrown =
        catchThrowableOfType(
            ProblemException.class,
            () -> JsonBody.as(AttemptResult.class, bytes("{\"outcome\": \"GREAT\"}")));

    assertThat(Objects.requireNonNull(thrown.problem().errors()).get(0).field())
        .isEqualTo("outcome");
  }

  private static Problem problem(String body) {
    return catchThrowableOfType(ProblemException.class, () -> JsonBody.object(bytes(body)))
        .problem();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
