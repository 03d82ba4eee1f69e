package dev.sluice.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.http.ProblemException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

  @Property
  void after_idOfAChunk_isTheNextChunk(
      @ForAll @IntRange(max = 999_999_999) int attempt,
      @ForAll @LongRange(max = 999_999_999_999L) long seq) {
    assertThat(Cursor.after(Cursor.ofChunk(attempt, seq), "after"))
        .isEqualTo(new Cursor(attempt, seq + 1, 0));
  }

  @Property
  void after_idOfAnEntry_isTheNextEntryOfThatChunk(
      @ForAll @IntRange(max = 999_999_999) int attempt,
      @ForAll @LongRange(max = 999_999_999_999L) long seq,
      @ForAll @IntRange(max = 999_999_998) int entry) {
    assertThat(Cursor.after(Cursor.ofEntry(attempt, seq, entry), "after"))
        .isEqualTo(new Cursor(attempt, seq, entry + 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1.",
        ".1",
        "1.2.",
        "1.2.3.4",
        "-1.2",
        "1.-2",
        "a.b",
        "1.2 ",
        "1,2",
        "٣.٣",
        "9999999999.1",
        "1.9999999999999999",
        "1.2.9999999999",
        "1.2\n"
      })
  void after_malformedText_isRefusedNamingItsSource(String text) {
    assertThatThrownBy(() -> Cursor.after(text, "Last-Event-ID"))
        .isInstanceOf(ProblemException.class)
        .hasMessageStartingWith("invalid_cursor: Last-Event-ID");
  }
}
