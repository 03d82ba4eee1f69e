package dev.sluice.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {
  @Test
  void clean_controlCharacters_areReplaced() {
    assertThat(Printable.clean("a\r\n\u001b[2J\u007f\u0085é😀", " ")).isEqualTo("a   [2J  é😀");
  }

  @ParameterizedTest
  @CsvSource({"abc,3,abc", "abcd,3,abc…", "ab😀,3,ab…", "ab😀c,4,ab😀…"})
  void cut_longText_endsWithAnEllipsisAndNoHalfPair(String text, int length, String expected) {
    assertThat(Printable.cut(text, length)).isEqualTo(expected);
  }

  @Test
  void excerpt_longTextWithControls_isShortAndClean() {
    assertThat(Printable.excerpt("\n" + "x".repeat(80))).isEqualTo("?" + "x".repeat(59) + "…");
  }

  @Test
  void wellFormed_loneSurrogates_areReplaced() {
    assertThat(WellFormed.isWellFormed("a😀")).isTrue();
    assertThat(WellFormed.isWellFormed("a\ud83d")).isFalse();
    assertThat(WellFormed.of("\ude00a\ud83d😀")).isEqualTo("\ufffda\ufffd😀");
  }

  /** The example of FIPS 180-2, appendix B.1. */
  @Test
  void sha256_abc_isTheStandardsExample() {
    String expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    assertThat(Sha256.of("abc")).isEqualTo(expected);
    assertThat(new Sha256().add("a").add(new byte[] {'b', 'c'}).hex()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "90,90000",
    "1.5s,1500",
    "500ms,500",
    "5m,300000",
    "2h,7200000",
    "1d,86400000",
    "0,0",
  })
  void parseDuration_unit_isHonoured(String text, long millis) {
    assertThat(DurationParser.parse(text).orElseThrow()).hasMillis(millis);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "5x", "s", "1e3", "9999999999s", "1.s", "٣", "1 s"})
  void parseDuration_otherText_isEmpty(String text) {
    assertThat(DurationParser.parse(text)).isEmpty();
  }

  @Test
  void parseTime_withZone_isThatInstant() {
    assertThat(Times.parse("2026-01-31T13:00:00+01:00"))
        .contains(Instant.parse("2026-01-31T12:00:00Z"));
  }

  @Test
  @DisplayName("RFC 3339 allows offsets to 23:59, and so do schemas with the format date-time")
  void parseTime_offsetOfNearlyADay_isThatInstant() {
    assertThat(Times.parse("5968-11-06T04:56:30.6658+22:02"))
        .contains(Instant.parse("5968-11-05T06:54:30.6658Z"));
    assertThat(Times.parse("2026-01-31T13:00:00-23:59"))
        .contains(Instant.parse("2026-02-01T12:59:00Z"));
    assertThat(Times.parse("2026-01-31T13:00:00+24:00")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "2026-01-31", "2026-01-31T12:00:00", "+10000-01-01T00:00:00Z", "12:00Z"})
  void parseTime_noZoneOrOutOfRange_isEmpty(String text) {
    assertThat(Times.parse(text)).isEmpty();
  }
}
