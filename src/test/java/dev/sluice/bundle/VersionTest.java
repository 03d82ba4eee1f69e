package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "latest",
        "",
        "1",
        "1.0",
        "1.0.0.0",
        "v1.0.0",
        "=1.0.0",
        " 1.0.0",
        "1.0.0 ",
        "1.0.0\n",
        "01.0.0",
        "1.0.0-01",
        "1.0.0-",
        "1.0.0+",
        "-1.0.0",
        "99999999999999999999.0.0",
        "1.0.0-ä"
      })
  void parse_invalidVersion_isEmpty(String text) {
    assertThat(SemanticVersion.parse(text)).isEmpty();
    assertThatThrownBy(() -> SemanticVersion.of(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void parse_longVersion_isEmpty() {
    assertThat(SemanticVersion.parse("1.0.0-" + "a".repeat(200))).isEmpty();
  }

  /** The order of the example in section 11 of the specification, and build metadata after it. */
  @Test
  void compareTo_ordersByPrecedence() {
    List<SemanticVersion> ordered =
        versions(
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "1.0.0+a",
            "1.0.0+b",
            "1.0.1",
            "1.10.0");

    assertThat(ordered.stream().sorted()).containsExactlyElementsOf(ordered);
    assertThat(SemanticVersion.of("1.0.0+a")).isNotEqualTo(SemanticVersion.of("1.0.0+b"));
  }

  @ParameterizedTest
  @CsvSource({
    "^1.0, 1.9.0",
    "~1.2, 1.2.7",
    "1.x, 1.9.0",
    "1, 1.9.0",
    "*, 2.0.0",
    "1.2.3, 1.2.3",
    "=1.2.3, 1.2.3",
    ">=1.2 <1.9, 1.2.7",
    "1.0.0 - 1.2.5, 1.2.3",
    "^1 || ^2, 2.0.0",
    "3.0.0-rc.1, 3.0.0-rc.1",
    ">=3.0.0-rc.0, 3.0.0-rc.1",
    " ^1.0 , 1.9.0"
  })
  void newest_matching_isReturned(String range, String expected) {
    List<SemanticVersion> all = versions("1.2.3", "1.2.7", "1.9.0", "2.0.0", "3.0.0-rc.1");

    assertThat(VersionRange.parse(range).orElseThrow().newest(all))
        .contains(SemanticVersion.of(expected));
  }

  @Test
  void newest_noMatch_isEmpty() {
    assertThat(VersionRange.parse("^4").orElseThrow().newest(versions("1.0.0"))).isEmpty();
    assertThat(VersionRange.ANY.newest(versions("1.0.0-rc.1"))).isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "latest",
        "",
        "foo bar",
        ">=",
        "^^1",
        "^1.0 latest",
        "1.0.0 ||",
        "|| 1",
        "99999999999.0.0",
        "1 - ",
        "<script>",
        "^v"
      })
  void parse_invalidRange_isEmpty(String text) {
    assertThat(VersionRange.parse(text)).isEmpty();
  }

  private static List<SemanticVersion> versions(String... texts) {
    return Stream.of(texts).map(SemanticVersion::of).toList();
  }
}
