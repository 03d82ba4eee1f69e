package dev.sluice.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
  @ParameterizedTest
  @ValueSource(
      ints = {0, 0x1b, 0x7f, 0x9b, 0x61c, 0x200e, 0x200f, 0x2028, 0x202a, 0x202e, 0x2066, 0x2069})
  void clean_characterThatChangesTheTerminalOrTheOrder_isReplaced(int c) {
    assertThat(Printable.clean("a" + (char) c + "b", "?")).isEqualTo("a?b");
  }

  @Test
  void clean_otherText_isUnchanged() {
    String text = "é ש \uD83D\uDE00 \u200D\u00A0~";

    assertThat(Printable.clean(text, "?")).isSameAs(text);
  }

  @Test
  void cut_surrogatePairAtTheEnd_isNotSplit() {
    assertThat(Printable.cut("a\uD83D\uDE00b", 2)).isEqualTo("a…");
    assertThat(Printable.cut("ab", 2)).isEqualTo("ab");
  }
}
