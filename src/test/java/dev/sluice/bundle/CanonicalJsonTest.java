package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalJsonTest {

  /** The examples of appendix B of RFC 8785 that are shortest forms of a double. */
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "-0.0, 0",
    "0e5, 0",
    "5e-324, 5e-324",
    "-5e-324, -5e-324",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "9007199254740992, 9007199254740992",
    "295147905179352830000, 295147905179352830000",
    "1e21, 1e+21",
    "1e20, 100000000000000000000",
    "9.999999999999997e22, 9.999999999999997e+22",
    "1e23, 1e+23",
    "0.000001, 0.000001",
    "0.0000001, 1e-7",
    "1E-7, 1e-7",
    "333333333.3333332, 333333333.3333332",
    "20.0, 20",
    "2e1, 20",
    "-1.50, -1.5",
    "1424953923781206.2, 1424953923781206.2",
    "123456e-2, 1234.56"
  })
  void of_number_followsEcmaScript(String json, String canonical) {
    assertThat(canonical(json)).isEqualTo(canonical);
  }

  @Test
  void of_differentNumbers_differ() {
    assertThat(canonical("9007199254740993")).isNotEqualTo(canonical("9007199254740992"));
    assertThat(canonical("0.1")).isNotEqualTo(canonical("0.1000000000000000055511151231257827"));
  }

  /** The examples of sections 3.2.2 and 3.2.3. */
  @Test
  void of_object_ordersNamesAndEscapesLittle() {
    assertThat(
            canonical(
                "{\"string\": \"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\","
                    + " \"literals\": [null, true, false]}"))
        .isEqualTo(
            "{\"literals\":[null,true,false],\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    assertThat(
            canonical(
                "{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude00\":5,\"\\u0080\":6,"
                    + "\"\\u00f6\":7}"))
        .isEqualTo(
            "{\"\\r\":2,\"1\":4,\"\u0080\":6,\"ö\":7,\"€\":1,\"\ud83d\ude00\":5,\"\ufb33\":3}");
  }

  private static String canonical(String json) {
    try {
      return CanonicalJson.of(StrictJson.MAPPER.readTree(json));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
