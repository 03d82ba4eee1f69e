package dev.sluice.bundle.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expectations are the results of {@code new RegExp(pattern, "u").test(text)}. */
class EcmaScriptPatternTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ^\\s$           | `\u00a0`  | true
          ^\\s$           | `\ufeff`  | true
          ^\\s$           | `\u2029`  | true
          ^\\s$           | `\u0085`  | false
          ^\\S$           | `\u00a0`  | false
          ^\\S$           | x         | true
          ^[\\sx]$        | `\u2003`  | true
          ^[^\\sx]$       | `\u2003`  | false
          ^[^\\sx]$       | y         | true
          ^[\\S]$         | `\u2003`  | false
          ^[^\\S]$        | `\u2003`  | true
          ^\\v$           | `\u000b`  | true
          ^\\v$           | `\u2028`  | false
          ^\\cj$          | `\n`      | true
          ^\\cJ$          | `\n`      | true
          ^\\0$           | `\0`      | true
          ^[\\b]$         | `\b`      | true
          ^a\\b           | aé        | true
          ^a\\B           | ab        | true
          ^a\\B           | aé        | false
          ^[[]$           | [         | true
          ^[^[]+$         | a[b       | false
          ^[a&&b]$        | &         | true
          ^[a&&b]$        | a         | true
          ^[^]$           | `\n`      | true
          ^[]$            | x         | false
          `^(a|[])b`      | ab        | true
          ^\\u{1F600}$    | 😀        | true
          ^\\u00e9$       | é         | true
          ^.$             | 😀        | true
          ^\\p{Letter}$   | é         | true
          ^\\P{Letter}$   | é         | false
          ^[^\\p{Lu}]$    | É         | false
          ^a$             | `a\n`     | false
          ^a$             | `a\r`     | false
          ^[$.]$          | $         | true
          ^\\$\\[\\&$     | $[&       | true
          ^\\d\\w$        | ٣é        | false
          ^\\d\\w$        | 3_        | true
          """)
  void compile_pattern_matchesAsEcmaScript(String pattern, String text, boolean matches) {
    assertThat(EcmaScriptPattern.compile(pattern).matcher(text).find()).isEqualTo(matches);
  }

  /** Schemas written for another validator on the JVM may use this syntax. */
  @Test
  void compile_javaOnlySyntax_stays() {
    assertThat(EcmaScriptPattern.compile("^\\Q[$\\s\\E\\h$").matcher("[$\\s ").find()).isTrue();
    assertThat(EcmaScriptPattern.compile("\\Q[$").matcher("a[$").find()).isTrue();
    assertThat(EcmaScriptPattern.compile("^(?i)a++$").matcher("aAa").find()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"(", "[a", "[", "\\", "a**", "\\p{Nonsense}", "\\p", "\\u{", "\\c", "[b-a]"})
  void compile_invalidPattern_isRefused(String pattern) {
    assertThatThrownBy(() -> EcmaScriptPattern.compile(pattern))
        .isInstanceOf(PatternSyntaxException.class);
  }
}
