package dev.sluice.security;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.http.ProblemException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostRuleTest {

  @ParameterizedTest
  @CsvSource(
      nullValues = "absent",
      textBlock =
          """
          127.0.0.1, localhost:8500,            passes
          127.0.0.1, LOCALHOST,                 passes
          127.0.0.1, localhost.:8500,           passes
          127.0.0.1, board.localhost:8500,      passes
          127.0.0.1, 127.0.0.1:8500,            passes
          127.0.0.1, 127.8.9.1,                 passes
          127.0.0.1, [::1]:8500,                passes
          127.0.0.1, localhost:9999,            passes
          127.0.0.1, build.example:8500,        passes
          127.0.0.1, Second.Example,            passes
          127.0.0.1, [fd00::7]:8500,            passes
          127.0.0.1, absent,                    passes
          10.1.2.3,  10.1.2.3:8500,             passes
          node-1,    node-1:8500,               passes
          fd00::1,   [fd00::1]:8500,            passes
          127.0.0.1, evil.example:8500,         refused
          127.0.0.1, localhost.evil.example,    refused
          127.0.0.1, evillocalhost,             refused
          127.0.0.1, 127.0.0.1.evil.example,    refused
          127.0.0.1, 10.1.2.3:8500,             refused
          127.0.0.1, build.example.evil.example,refused
          127.0.0.1, '',                        refused
          127.0.0.1, localhost:8500@evil,       refused
          0.0.0.0,   0.0.0.0:8500,              refused
          0.0.0.0,   10.1.2.3:8500,             refused
          '::',      [fd00::1]:8500,            refused
          """)
  void check_nameOfTheRequest_mustBeOneOfTheServer(String bound, String host, String outcome) {
    HostRule rule = HostRule.of(bound, List.of("build.example", "SECOND.example", "fd00::7"));

    if (outcome.equals("passes")) {
      assertThatCode(() -> rule.check(host)).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> rule.check(host))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("host_not_allowed: Host is '" + host + "'")
          .hasMessageContaining("--allowed-host");
    }
  }

  @Test
  void any_foreignName_passes() {
    assertThatCode(() -> HostRule.any().check("evil.example")).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*", "http://a.example", "a.example:80", "a example", "a/b"})
  void of_settingThatIsNoHost_isRefusedNamingIt(String name) {
    List<String> names = List.of(name);

    assertThatThrownBy(() -> HostRule.of("127.0.0.1", names))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sluice.http.allowed-hosts")
        .hasMessageContaining("'" + name + "'");
  }
}
