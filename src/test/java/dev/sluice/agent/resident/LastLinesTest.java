package dev.sluice.agent.resident;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LastLinesTest {
  private final LastLines last = new LastLines();

  @Test
  void text_nothingPrinted_isEmpty() {
    assertThat(last.text()).isEmpty();
  }

  @Test
  void text_fewLines_hasAll() {
    print("one\n");
    print("two\n\n");

    assertThat(last.text()).isEqualTo("one\ntwo");
  }

  @Test
  void text_manyLines_hasTheLastTen() {
    for (int i = 1; i <= 100; i++) {
      print("line " + i + "\n");
    }

    assertThat(last.text()).startsWith("line 91\n").endsWith("\nline 100");
  }

  @Test
  void text_longLine_hasItsEnd() {
    print("x".repeat(5_000) + "end");

    assertThat(last.text()).hasSize(1_024).endsWith("xend");
  }

  private void print(String text) {
    last.add(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }
}
