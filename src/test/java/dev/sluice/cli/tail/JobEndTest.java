package dev.sluice.cli.tail;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobEndTest {
  @ParameterizedTest
  @CsvSource({
    "COMPLETED, ,               0,   0",
    "COMPLETED, ,               ,    0",
    "FAILED,    EXIT_CODE,      42,  42",
    "FAILED,    TIMEOUT,        137, 124",
    "FAILED,    TIMEOUT,        ,    124",
    "FAILED,    POISON,         ,    125",
    "FAILED,    OUTPUT_INVALID, 0,   125",
    "CANCELLED, ,               143, 130"
  })
  void code_ofAnEnd_isTheJobsOwnOrSluices(
      String status, @Nullable String reason, @Nullable Integer exitCode, int code) {
    assertThat(new JobEnd(status, reason, exitCode).code()).isEqualTo(code);
  }
}
