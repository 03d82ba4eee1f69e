package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.FieldError;
import dev.sluice.wire.Json;
import dev.sluice.wire.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemExceptionTest {
  private static final String LONG = "x".repeat(500);

  @Test
  void problem_json_beginsWithTheDetail() throws Exception {
    Problem problem = ProblemException.of(404, "job_not_found", "there is no job 'x'").problem();

    assertThat(Json.mapper().writeValueAsString(problem))
        .startsWith("{\"detail\":\"there is no job 'x'\",");
  }

  @Test
  void invalid_longMessage_isCutInTheDetailOnly() {
    Problem one = ProblemException.invalid("command", "too_long", LONG).problem();
    FieldError error = new FieldError("command", "too_long", LONG);
    Problem two = ProblemException.invalid(List.of(error, error)).problem();

    assertThat(one.detail()).hasSize(201).startsWith("command x").endsWith("x…");
    assertThat(two.detail()).startsWith("command x").endsWith("x… (and 1 more)");
    assertThat(one.errors()).containsExactly(error);
    assertThat(two.errors()).containsExactly(error, error);
  }
}
