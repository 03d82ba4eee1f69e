package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NestingTest {
  @ParameterizedTest
  @CsvSource({"1, false", "64, false", "65, true", "900, true"})
  void isTooDeep_nestedValue_isBoundedAt64(int levels, boolean tooDeep) throws IOException {
    String arrays = "[".repeat(levels) + "1" + "]".repeat(levels);
    String objects = "{\"a\":".repeat(levels) + "1" + "}".repeat(levels);

    for (String json : new String[] {arrays, objects}) {
      assertThat(Nesting.isTooDeep(Json.mapper().readTree(json))).isEqualTo(tooDeep);
      assertThat(Nesting.isTooDeep(json.getBytes(StandardCharsets.UTF_8))).isEqualTo(tooDeep);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"1", "\"[[\"", "[[],[],[[]]]", "null"})
  void isTooDeep_flatValue_isNot(String json) throws IOException {
    assertThat(Nesting.isTooDeep(Json.mapper().readTree(json))).isFalse();
    assertThat(Nesting.isTooDeep(json.getBytes(StandardCharsets.UTF_8))).isFalse();
  }
}
