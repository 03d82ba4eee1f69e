package dev.sluice.security;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.http.ProblemException;
import io.vertx.core.MultiMap;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginRuleTest {
  private final OriginRule rule = new OriginRule(List.of("https://Board.example"));

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          -,                          -,           passes
          -,                          same-origin, passes
          -,                          none,        passes
          http://localhost:8500,      -,           passes
          http://LOCALHOST:8500,      -,           passes
          https://localhost:8500,     -,           passes
          http://localhost:8500,      same-origin, passes
          http://inner.example,       same-origin, passes
          https://board.example,      cross-site,  passes
          https://board.example,      -,           passes
          -,                          cross-site,  Sec-Fetch-Site
          -,                          same-site,   Sec-Fetch-Site
          -,                          '',          Sec-Fetch-Site
          -,                          SAME-ORIGIN, Sec-Fetch-Site
          http://evil.example,        -,           Origin
          http://evil.example,        cross-site,  Origin
          http://localhost:3000,      same-site,   Origin
          http://localhost:3000,      -,           Origin
          http://localhost,           -,           Origin
          http://localhost:85000,     -,           Origin
          localhost:8500,             -,           Origin
          null,                       cross-site,  Origin
          null,                       -,           Origin
          '',                         -,           Origin
          http://board.example,       cross-site,  Origin
          https://board.example:8443, cross-site,  Origin
          https://board.example.evil, -,           Origin
          """)
  void check_pageOfAnotherOrigin_isRefusedNamingTheHeader(
      String origin, String site, String outcome) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    if (origin != null) {
      headers.add("Origin", origin);
    }
    if (site != null) {
      headers.add("Sec-Fetch-Site", site);
    }

    if (outcome.equals("passes")) {
      assertThatCode(() -> rule.check(headers, "localhost:8500")).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> rule.check(headers, "localhost:8500"))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("cross_origin: " + outcome + " is '")
          .hasMessageContaining("--allowed-origin");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "*", "null", "board.example", "https://board.example/", "https://", "a b://c"})
  void new_settingThatIsNoOrigin_isRefusedNamingIt(String origin) {
    List<String> origins = List.of(origin);

    assertThatThrownBy(() -> new OriginRule(origins))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sluice.http.allowed-origins")
        .hasMessageContaining("'" + origin + "'");
  }
}
