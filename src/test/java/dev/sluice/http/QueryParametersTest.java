package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.wire.FieldError;
import io.vertx.core.MultiMap;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryParametersTest {
  private static final Duration MOST = Duration.ofSeconds(60);

  @ParameterizedTest
  @CsvSource({"20s,20000", "20,20000", "1500ms,1500", "0,0", "60s,60000"})
  void duration_validText_isRead(String text, long millis) {
    assertThat(QueryParameters.duration("wait", text, MOST)).hasMillis(millis);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "61s", "1m", "1.5s", "9999999999", "٣", "s"})
  void duration_invalidOrTooLong_isRefused(String text) {
    assertThatThrownBy(() -> QueryParameters.duration("wait", text, MOST))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("wait");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "0", "11", "1.0", "99999999999999999999"})
  void number_outOfRange_isRefused(String text) {
    assertThatThrownBy(() -> QueryParameters.number("n", text, 1, 10))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("n must be");
  }

  @Test
  void number_validText_isRead() {
    assertThat(QueryParameters.number("n", "10", 1, 10)).isEqualTo(10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "501", "many", ""})
  void limit_outOfRange_isRefused(String text) {
    assertThatThrownBy(() -> QueryParameters.limit(text, 50))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("limit must be a whole number from 1 to 500");
  }

  @Test
  void limit_absent_isTheDefault() {
    assertThat(QueryParameters.limit(null, 50)).isEqualTo(50);
    assertThat(QueryParameters.limit("500", 50)).isEqualTo(500);
  }

  @Test
  void check_unknownParameter_listsTheKnownOnes() {
    MultiMap parameters =
        MultiMap.caseInsensitiveMultiMap().add("id", "job-1").add("tail", "3").add("form", "x");

    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class,
            () -> QueryParameters.check(parameters, Set.of("tail", "after")));

    assertThat(refusal.problem().errors())
        .containsExactly(
            new FieldError(
                "form", "unknown_parameter", "is unknown; the known parameters are after, tail"));
  }

  @Test
  void check_knownParametersAndThePathsId_areAccepted() {
    MultiMap parameters = MultiMap.caseInsensitiveMultiMap().add("id", "job-1").add("tail", "3");

    assertThatCode(() -> QueryParameters.check(parameters, Set.of("tail")))
        .doesNotThrowAnyException();
  }

  @Test
  void check_emptyFilter_isRefused() {
    MultivaluedMap<String, String> query = new MultivaluedHashMap<>(Map.of("status", ""));

    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class, () -> QueryParameters.check(query, Set.of("status")));

    assertThat(refusal.problem().errors())
        .containsExactly(new FieldError("status", "invalid_value", "must not be empty"));
  }

  @Test
  void problem_controlCharacters_areReplaced() {
    assertThat(ProblemException.notFound("job", "a\r\nb").problem().detail())
        .isEqualTo("there is no job 'a??b'");
  }

  @Test
  void problem_serverFault_hidesDetails() {
    assertThat(ProblemMapper.of(new IllegalStateException("secret")).toString())
        .contains("internal_error")
        .doesNotContain("secret");
  }
}
