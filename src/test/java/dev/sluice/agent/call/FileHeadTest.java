package dev.sluice.agent.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileHeadTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "attachment; filename=\"a.zip\" | a.zip",
        "attachment; filename=\"a\\\"b\" | a\"b",
        "attachment; filename=\"x\"; filename*=UTF-8''%C3%A9%20%2B+.txt | é ++.txt",
        "attachment; filename=\"../../etc/passwd\" | passwd",
        "attachment; filename=\"C:\\\\dir\\\\a.txt\" | a.txt",
        "attachment; filename*=UTF-8''..%2F.. | file",
        "attachment; filename*=UTF-8''%0A%00x | __x",
        "attachment; filename*=UTF-8''%zz | file",
        "attachment; filename=\".\" | file",
        "attachment | file",
        "`` | file"
      })
  void name_ofADisposition_isSafe(String disposition, String name) {
    assertThat(FileHead.name(disposition)).isEqualTo(name);
  }
}
