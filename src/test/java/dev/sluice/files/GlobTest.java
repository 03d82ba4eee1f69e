package dev.sluice.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "** | a",
        "** | a/b/c",
        "out/** | out/a/b",
        "./out/* | out/a",
        "**/*.txt | a.txt",
        "**/*.txt | d/e/a.txt",
        "src/**/a | src/a",
        "src/**/a | src/x/y/a",
        "{a,b}/c? | b/cd",
        "[a-c].log | b.log"
      })
  void matches_pathThatFits_isTrue(String pattern, String path) {
    assertThat(Glob.of(pattern).matches(path)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"* | a/b", "out/* | out/a/b", "out/** | output/a", "a? | a", "*.txt | d/a.txt"})
  void matches_pathThatDoesNotFit_isFalse(String pattern, String path) {
    assertThat(Glob.of(pattern).matches(path)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "/etc/*", "[a", "{a", "{a,{b}}", "../x", "./../x", "a/../b", "out/.."})
  void of_noPattern_isRefused(String pattern) {
    assertThatThrownBy(() -> Glob.of(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("must ");
  }

  @Test
  void matches_noPath_isFalse() {
    assertThat(Glob.of("**").matches("a\0b")).isFalse();
  }
}
