package dev.sluice.file.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.file.api.ByteRange.Part;
import dev.sluice.file.api.ByteRange.Unsatisfiable;
import dev.sluice.file.api.ByteRange.Whole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {
  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 0", "bytes=0-, 0, 99", "bytes=10-19, 10, 19", "bytes=99-, 99, 99",
    "bytes=90-1000, 90, 99", "bytes=-1, 99, 99", "bytes=-100, 0, 99", "bytes=-1000, 0, 99",
    "Bytes=1-2, 1, 2", "bytes=0-999999999999999999, 0, 99"
  })
  void of_oneRange_isThatPart(String header, long from, long to) {
    assertThat(ByteRange.of(header, 100)).isEqualTo(new Part(new ByteRange(from, to)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=2-1",
        "bytes=a-b",
        "lines=0-1",
        "bytes=0-1,3-4",
        "bytes=--1",
        "bytes=1-2-3",
        "bytes=0-9999999999999999999"
      })
  void of_malformedOrSeveral_isTheWhole(String header) {
    assertThat(ByteRange.of(header, 100)).isEqualTo(new Whole());
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=100-", "bytes=100-200", "bytes=-0"})
  void of_noByte_isUnsatisfiable(String header) {
    assertThat(ByteRange.of(header, 100)).isEqualTo(new Unsatisfiable());
  }

  @Test
  void of_noHeader_isTheWhole() {
    assertThat(ByteRange.of(null, 100)).isEqualTo(new Whole());
  }

  @Test
  void contentRange_part_namesPartAndSize() {
    ByteRange range = new ByteRange(10, 19);

    assertThat(range.contentRange(100)).isEqualTo("bytes 10-19/100");
    assertThat(range.length()).isEqualTo(10);
  }
}
