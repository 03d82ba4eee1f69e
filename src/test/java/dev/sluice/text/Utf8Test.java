package dev.sluice.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Utf8Test {
  @ParameterizedTest
  @CsvSource({
    "'',0",
    "41,0",
    "c3,1",
    "c3a9,0",
    "e2,1",
    "e282,2",
    "e282ac,0",
    "f0,1",
    "f09f,2",
    "f09f98,3",
    "f09f9880,0",
    "41f09f98,3",
  })
  void incompleteTail_validStart_countsItsBytes(String hex, int expected) {
    assertThat(incompleteTail(hex)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"80", "8080", "80808080", "c0", "c1", "f5", "e080", "eda0", "f080", "f490", "ff"})
  void incompleteTail_invalidSequence_waitsForNothing(String hex) {
    assertThat(incompleteTail(hex)).isZero();
  }

  @Test
  void incompleteTail_range_looksAtNoOtherByte() {
    byte[] bytes = HexFormat.of().parseHex("e28241e282");

    assertThat(Utf8.incompleteTail(bytes, 2, 1)).isZero();
    assertThat(Utf8.incompleteTail(bytes, 2, 2)).isEqualTo(1);
  }

  @Test
  void cutBefore_insideACharacter_endsBeforeIt() {
    ByteBuffer text = ByteBuffer.wrap("ä€😀".getBytes(StandardCharsets.UTF_8));

    assertThat(IntStream.rangeClosed(0, 10).map(length -> Utf8.cutBefore(text, length)))
        .containsExactly(0, 0, 2, 2, 2, 5, 5, 5, 5, 9, 9);
  }

  @Test
  void cutBefore_positionedBuffer_countsFromThePosition() {
    ByteBuffer text = ByteBuffer.wrap("ab€".getBytes(StandardCharsets.UTF_8)).position(1);

    assertThat(Utf8.cutBefore(text, 2)).isEqualTo(1);
  }

  @Test
  void cutBefore_onlyContinuations_cutsAtTheLength() {
    ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex("808080808080"));

    assertThat(Utf8.cutBefore(bytes, 5)).isEqualTo(5);
    assertThat(Utf8.cutBefore(bytes, 1)).isEqualTo(1);
  }

  private static int incompleteTail(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    return Utf8.incompleteTail(bytes, 0, bytes.length);
  }
}
