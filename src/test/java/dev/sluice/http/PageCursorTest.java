package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;

class PageCursorTest {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  @Property
  void decode_ownCursor_returnsId(
      @ForAll @StringLength(min = 1, max = 60) @AlphaChars String id, @ForAll String filters) {
    assertThat(PageCursor.decode(PageCursor.encode(id, filters), filters)).isEqualTo(id);
  }

  @Property
  void decode_changedCharacter_isRefused(
      @ForAll @StringLength(min = 1, max = 50) @NumericChars String id,
      @ForAll @IntRange(max = 1_000) int place,
      @ForAll @IntRange(max = 63) int letter) {
    StringBuilder cursor = new StringBuilder(PageCursor.encode(id, "f"));
    int at = place % cursor.length();
    Assume.that(cursor.charAt(at) != ALPHABET.charAt(letter));
    cursor.setCharAt(at, ALPHABET.charAt(letter));

    assertRefused(cursor.toString(), "f");
  }

  @Property
  void decode_cutCursor_isRefused(
      @ForAll @StringLength(min = 1, max = 50) @NumericChars String id,
      @ForAll @IntRange(max = 1_000) int cut) {
    String cursor = PageCursor.encode(id, "f");

    assertRefused(cursor.substring(0, cut % cursor.length()), "f");
  }

  @Property
  void decode_appendedText_isRefused(
      @ForAll @StringLength(min = 1, max = 50) @NumericChars String id,
      @ForAll @StringLength(min = 1, max = 8) String more) {
    assertRefused(PageCursor.encode(id, "f") + more, "f");
  }

  @Property
  void decode_otherFilters_isRefused(
      @ForAll @StringLength(min = 1, max = 50) @NumericChars String id,
      @ForAll String made,
      @ForAll String used) {
    Assume.that(!made.equals(used));

    assertRefused(PageCursor.encode(id, made), used);
  }

  @Property
  void decode_arbitraryText_isRefused(@ForAll String rubbish) {
    assertRefused(rubbish, "f");
  }

  private static void assertRefused(String cursor, String filters) {
    assertThatThrownBy(() -> PageCursor.decode(cursor, filters))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().code()).isEqualTo("invalid_cursor"));
  }
}
